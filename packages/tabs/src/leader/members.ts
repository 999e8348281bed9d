import type { EventError } from '@chat-transport/core'
import type { LineNews, LineRequest, TabFailure, TabRetry } from '../tab/messages.ts'
import type { Member, MemberLine, Tell } from './member.ts'

type OnLine = Member & { readonly line: MemberLine }
const isOnLine = (member: Member): member is OnLine => member.line !== undefined

/** The tabs that have one session, and what is said to their lines. */
export function createMembers(tell: Tell) {
  const members = new Map<string, Member>()
  const sayTo = (member: Member, news: LineNews) => {
    const { line } = member
    if (line) tell(member, { ...news, line: line.id, told: ++line.told })
  }
  const send = (member: Member, events: readonly unknown[]) => sayTo(member, { kind: 'events', events })
  const lines = (isAttached: boolean) =>
    [...members.values()].filter(isOnLine).filter(({ line }) => line.isAttached === isAttached)

  /** Its attach is refused, if there is a refusal that it has not been told. */
  const refuse = (member: Member, event = member.refusal): boolean => {
    const { line } = member
    if (!line || !event) return false
    send(member, [{ ...event, commandId: line.attach.id }])
    member.line = undefined
    member.refusal = undefined
    return true
  }

  return {
    byConnection: members as ReadonlyMap<string, Member>,
    all: () => [...members.values()],
    sayTo,
    send,
    /** Those that are answered. */
    attached: () => lines(true),
    /** Those that wait for their answer. */
    waiting: () => lines(false),
    ofLine: (id: string) => [...members.values()].find(({ line }) => line?.id === id),
    join({ connection, line, attach, signsIn }: LineRequest, tab: string): OnLine {
      const known = members.get(connection)
      const member: Member = known ?? {
        tab,
        connection,
        signsIn,
        line: undefined,
        wasAttached: false,
        silent: 0,
      }
      member.silent = 0
      members.set(connection, member)
      return Object.assign(member, { line: { id: line, attach, isAttached: false, heard: 0, told: 0 } })
    },
    remove: (member: Member) => void members.delete(member.connection),
    /** Its line is lost: it attaches anew. */
    lose(member: Member, cause: TabFailure, since: number) {
      const { line } = member
      member.line = undefined
      if (line) tell(member, { kind: 'lost', line: line.id, cause, since })
    },
    toAttached(event: unknown, but?: Member) {
      for (const member of lines(true)) if (member !== but) send(member, [event])
    },
    /** To those who asked, as far as they are there. */
    sendTo(asked: Iterable<Member>, event: unknown) {
      for (const member of asked) if (member.line?.isAttached) send(member, [event])
    },
    /** Those that wait before they attach anew need not. */
    callBack() {
      for (const member of members.values())
        if (!member.line) tell(member, { kind: 'back', connection: member.connection })
    },
    tellRetry(retry: TabRetry) {
      for (const member of members.values()) tell(member, { kind: 'retry', connection: member.connection, retry })
    },
    tellOpen() {
      for (const member of lines(true)) sayTo(member, { kind: 'open' })
    },
    refuse,
    /** The server does not let the browser back in at the moment. Each tab is told once, also if it asks later. */
    refuseAll(event: EventError) {
      for (const member of members.values()) {
        if (member.wasAttached) member.refusal = event
        refuse(member)
      }
    },
  }
}
export type Members = ReturnType<typeof createMembers>
