import type { EventError } from '@chat-transport/core'
import type { TabFailure } from '../tab/messages.ts'
import type { LineRequest } from '../tab/messages.ts'
import type { Tell } from './leader.ts'
import type { Member, MemberLine } from './member.ts'

type OnLine = Member & { readonly line: MemberLine }
const isOnLine = (member: Member): member is OnLine => member.line !== undefined

/** The tabs that have one session, and what is said to their lines. */
export function createMembers(tell: Tell) {
  const members = new Map<string, Member>()
  const send = (member: Member, events: readonly unknown[]) => {
    if (member.line) tell(member, { kind: 'events', line: member.line.id, events })
  }
  const lines = (isAttached: boolean) =>
    [...members.values()].filter(isOnLine).filter(({ line }) => line.isAttached === isAttached)

  return {
    byConnection: members as ReadonlyMap<string, Member>,
    all: () => [...members.values()],
    send,
    /** Those that are answered. */
    attached: () => lines(true),
    /** Those that wait for their answer. */
    waiting: () => lines(false),
    ofLine: (id: string) => [...members.values()].find(({ line }) => line?.id === id),
    join({ connection, line, attach, signsIn }: LineRequest, tab: string, heardAt: number): OnLine {
      const known = members.get(connection)
      const member: Member = known ?? {
        tab,
        connection,
        signsIn,
        line: undefined,
        wasAttached: false,
        isTyping: false,
        heardAt,
      }
      member.heardAt = heardAt
      members.set(connection, member)
      return Object.assign(member, { line: { id: line, attach, isAttached: false } })
    },
    remove: (member: Member) => void members.delete(member.connection),
    /** Its line is lost: it attaches anew. */
    lose(member: Member, cause: TabFailure, since: number) {
      const { line } = member
      member.line = undefined
      if (line) tell(member, { kind: 'lost', line: line.id, cause, since })
    },
    /** Its attach is refused. */
    refuse(member: Member, event: EventError) {
      const { line } = member
      if (line) send(member, [{ ...event, commandId: line.attach.id }])
      member.line = undefined
    },
  }
}
export type Members = ReturnType<typeof createMembers>
