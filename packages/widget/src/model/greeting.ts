import type { Clock } from '@chat-transport/core'
import type { Store } from './store.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

/** Greets who has no chat, and has not been greeted, after so many milliseconds; `undefined`: never. Returns the function that stops it. */
export function greetAfter(afterMs: number | undefined, clock: Clock, store: Store<WidgetSnapshot>): () => void {
  if (afterMs === undefined) return () => undefined
  return clock.after(afterMs, () => {
    const { isOpen, entries, phase, isGreeted } = store.current
    if (isOpen || isGreeted || entries.length > 0) return
    if (phase === 'chat' || phase === 'form') store.set({ isGreeting: true })
  })
}
