import type { EventError } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'
import { toFailure } from '../tab/failures.ts'
import type { TabFailure } from '../tab/messages.ts'
import type { Member, Tell } from './member.ts'
import type { Members } from './members.ts'
import { refusalOf } from './real-attach.ts'

/** How a session went, as it is told also to a tab that had no line at that moment. */
export type Ending =
  | { readonly type: 'refused'; readonly event: EventError }
  | { readonly type: 'taken'; readonly event: unknown }
  | { readonly type: 'ended' }
  /** Nothing that the server has said: the transport gives up. */
  | { readonly type: 'given up'; readonly cause: TabFailure }

/** `taken`: the server's word that another browser has the session. */
export function endingOf(cause: Error | undefined, taken: unknown): Ending {
  const event = refusalOf(cause)
  if (event) return { type: 'refused', event }
  if (taken !== undefined) return { type: 'taken', event: taken }
  return cause ? { type: 'given up', cause: toFailure(cause) } : { type: 'ended' }
}

export interface EndingTellerOptions {
  readonly members: Members
  readonly copy: SessionCopy
  readonly tell: Tell
}

/** Tells tabs how their session went, after which the leader has them no more. */
export function createEndingTeller({ members, copy, tell }: EndingTellerOptions) {
  return {
    /** The others know it already, or are told when they attach anew. */
    toldAtOnce({ type }: Ending): readonly Member[] {
      if (type === 'given up') return members.all()
      return type === 'taken' ? [...members.waiting(), ...members.attached()] : members.waiting()
    },
    tell(member: Member, ending: Ending): void {
      const { line, connection } = member
      members.remove(member)
      if (ending.type === 'given up') tell(member, { kind: 'over', connection, cause: ending.cause })
      else if (!line) return
      else if (ending.type === 'refused') members.refuse(member, ending.event)
      else if (ending.type === 'taken') members.send(member, [ending.event])
      else tell(member, { kind: 'events', line: line.id, events: copy.answer(line.attach) })
    },
  }
}
export type EndingTeller = ReturnType<typeof createEndingTeller>
