import type { EventAttached, ReadTranscript } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'
import { createEarlierReading } from './earlier-reading.ts'
import type { Member } from './member.ts'
import type { Members } from './members.ts'
import type { ServerLine } from './server-line.ts'

export interface AttachDeskOptions {
  readonly copy: SessionCopy
  readonly members: Members
  readonly line: Pick<ServerLine, 'status' | 'pageId'>
  /** Asks the server for what came before. */
  read(command: ReadTranscript): void
  newId(): string
}

/** Answers the attaches of all tabs as the server would, while the leader's own has an answer. */
export function createAttachDesk({ copy, members, line, read, newId }: AttachDeskOptions) {
  let answer: EventAttached | undefined

  const answerTo = (member: Member) => {
    const { line: asked } = member
    if (!asked || !answer) return
    const isOpen = line.status === 'connected'
    // What a tab lacks can be read once the line is open.
    if (copy.lacks(asked.attach) && (!isOpen || earlier.read())) return
    asked.isAttached = member.wasAttached = true
    const events = copy.answer(asked.attach)
    members.sayTo(member, { kind: 'events', events, pageId: line.pageId })
    if (isOpen) members.sayTo(member, { kind: 'open' })
  }
  const answerWaiting = () => members.waiting().forEach(answerTo)
  const earlier = createEarlierReading({ copy, newId, send: read, done: answerWaiting })

  return {
    /** The server's, while the line has one. */
    get answer() {
      return answer
    },
    answerTo,
    answerWaiting,
    /** Whether an event is what was asked for here, and no tab's. */
    isOwn: { transcript: earlier.answered, refusal: earlier.refused },
    answered(event: EventAttached) {
      answer = event
    },
    lost() {
      answer = undefined
      earlier.lost()
    },
  }
}
export type AttachDesk = ReturnType<typeof createAttachDesk>
