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

/** Calls for the visitor when somebody has said something that no tab shows: once, in the tab that leads. */
export function createAttention({ clock, tabs, session, call }: AttentionParts) {
  const waiting = new Set<() => void>()

  const isCalled = ({ id }: ChatSession, index: number) => {
    const [calledId, calledIndex] = (tabs?.view.get().called ?? '').split(' ')
    return calledId === id && Number(calledIndex) >= index
  }
  const callIfUnread = (of: ChatSession, event: EventMessage) => {
    const isMissed = session() === of && of.unread > 0
    if (!isMissed || tabs?.leads === false || isCalled(of, event.index)) return
    tabs?.view.set({ called: `${of.id} ${event.index}` })
    call(event)
  }

  return {
    onNews(event: EventMessage): void {
      const current = session()
      if (!current) return
      const cancel = clock.after(waitMs, () => {
        waiting.delete(cancel)
        callIfUnread(current, event)
      })
      waiting.add(cancel)
    },
    stop(): void {
      waiting.forEach((cancel) => cancel())
      waiting.clear()
    },
  }
}
