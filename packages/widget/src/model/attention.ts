import type { ChatSession, Clock, EventMessage } from '@chat-transport/core'
import type { WidgetTabs } from './tabs/widget-tabs.ts'

/** By then a tab that shows the message has said that it is read, and another leads if the one that led is gone. */
const waitMs = 500

export interface AttentionParts {
  readonly clock: Clock
  readonly tabs: WidgetTabs | undefined
  session(): ChatSession | undefined
  /** It is for this tab to call the visitor. */
  call(event: EventMessage): void
}

/** Calls for the visitor when somebody has said something that no tab shows: once for all that comes together, in the tab that leads. */
export function createAttention({ clock, tabs, session, call }: AttentionParts) {
  let newest: { readonly of: ChatSession; readonly event: EventMessage } | undefined
  let cancelDue: (() => void) | undefined

  const isCalled = ({ id }: ChatSession, index: number) => {
    const [calledId, calledIndex] = (tabs?.view.get().called ?? '').split(' ')
    return calledId === id && Number(calledIndex) >= index
  }
  const callIfUnread = () => {
    if (!newest) return
    const { of, event } = newest
    const isMissed = session() === of && of.unread > 0
    if (!isMissed || tabs?.leads === false || isCalled(of, event.index)) return
    tabs?.view.set({ called: `${of.id} ${event.index}` })
    call(event)
  }

  const onDue = () => {
    cancelDue = undefined
    callIfUnread()
  }

  return {
    onNews(event: EventMessage): void {
      const of = session()
      if (!of) return
      newest = { of, event }
      cancelDue ??= clock.after(waitMs, onDue)
    },
    /** Nobody may have led when the newest message came. */
    onLeading: callIfUnread,
    /** The session is no longer shown. */
    stop(): void {
      cancelDue?.()
      cancelDue = undefined
      newest = undefined
    },
  }
}
