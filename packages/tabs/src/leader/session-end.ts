import type { EventError } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'
import { toFailure } from '../tab/failures.ts'
import type { TabFailure } from '../tab/messages.ts'
import type { Tab } from '../tab/tab.ts'
import type { Member, Tell } from './member.ts'
import type { Members } from './members.ts'
import { refusalOf } from './real-attach.ts'

/** How a session went, as it is told also to a tab that had no line at that moment. */
type Ending =
  | { readonly type: 'refused'; readonly event: EventError }
  | { readonly type: 'taken'; readonly event: unknown }
  | { readonly type: 'ended' }
  /** Nothing that the server has said: the transport gives up. */
  | { readonly type: 'given up'; readonly cause: TabFailure }

/** `taken`: the server has said that another browser has the session, and closes the line. */
type State =
  | { readonly name: 'open' }
  | { readonly name: 'taken'; readonly event: unknown }
  | { readonly name: 'over'; readonly ending: Ending }

function endingOf(cause: Error | undefined, state: State): Ending {
  const event = refusalOf(cause)
  if (event) return { type: 'refused', event }
  if (state.name === 'taken') return { type: 'taken', event: state.event }
  return cause ? { type: 'given up', cause: toFailure(cause) } : { type: 'ended' }
}

export interface SessionEndOptions {
  readonly tab: Pick<Tab, 'isStillLeading'>
  readonly members: Members
  readonly copy: SessionCopy
  readonly tell: Tell
  now(): number
  /** Nothing more comes. Called before anybody is told. */
  stop(): void
  /** No tab is left that has to be told. */
  over(): void
}

/** What ends a session, and tells its tabs how it went. After that the leader has them no more. */
export function createSessionEnd({ tab, members, copy, tell, now, stop, over }: SessionEndOptions) {
  let state: State = { name: 'open' }

  const tellEnding = (member: Member, ending: Ending) => {
    const { line, connection } = member
    members.remove(member)
    if (ending.type === 'given up') tell(member, { kind: 'over', connection, cause: ending.cause })
    else if (!line) return
    else if (ending.type === 'refused') members.refuse(member, ending.event)
    else members.send(member, ending.type === 'taken' ? [ending.event] : copy.answer(line.attach))
  }
  /** The others know it already, or are told when they attach anew. */
  const toldAtOnce = ({ type }: Ending): readonly Member[] => {
    if (type === 'given up') return members.all()
    return type === 'taken' ? [...members.waiting(), ...members.attached()] : members.waiting()
  }

  const overIfEmpty = () => members.byConnection.size === 0 && over()

  return {
    get isOver() {
      return state.name === 'over'
    },
    taken: (event: unknown) => void (state = { name: 'taken', event }),
    /** Tells a tab that asks for a line how it went. Returns whether the session is over. */
    told(member: Member): boolean {
      if (state.name !== 'over') return false
      tellEnding(member, state.ending)
      overIfEmpty()
      return true
    },
    /** The transport has closed the line: tells all how it ended; those without a line when they ask for one. */
    async closed(cause: Error | undefined): Promise<void> {
      const ending = endingOf(cause, state)
      // That another page has the session may be said of the line alone, where this tab was frozen and another leads (S2).
      if (ending.type === 'taken' && !(await tab.isStillLeading())) return
      state = { name: 'over', ending }
      stop()
      for (const member of toldAtOnce(ending)) tellEnding(member, ending)
      for (const member of members.attached())
        if (ending.type === 'refused') members.lose(member, toFailure(cause), now())
        else members.remove(member) // It has heard the goodbye.
      overIfEmpty()
    },
  }
}
export type SessionEnd = ReturnType<typeof createSessionEnd>
