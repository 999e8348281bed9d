import type { ChatSession, TranscriptEntry } from '@chat-transport/core'
import type { Store } from './store.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

/** What the visitor sees counts as read: the newest message, in an open window, on a page that is visible. */
export function createReading(store: Store<WidgetSnapshot>, session: () => ChatSession | undefined) {
  let isVisible = true
  let isAtEnd = true
  let marked: { readonly session: ChatSession; readonly index: number } | undefined

  const update = () => {
    const { isOpen, phase, entries } = store.current
    const current = session()
    if (!current || !isOpen || !isVisible || !isAtEnd || phase === 'opening') return
    const index = newestIndex(entries)
    if (index === undefined || (marked?.session === current && index <= marked.index)) return
    marked = { session: current, index }
    current.markRead(index)
  }

  return {
    update,
    setVisible(visible: boolean): void {
      isVisible = visible
      update()
    },
    setAtEnd(atEnd: boolean): void {
      isAtEnd = atEnd
      update()
    },
  }
}
export type Reading = ReturnType<typeof createReading>

/** Of what the server has: what is on its way stands behind that. */
function newestIndex(entries: readonly TranscriptEntry[]): number | undefined {
  for (let at = entries.length - 1; at >= 0; at--) if (entries[at]?.index !== undefined) return entries[at]?.index
  return undefined
}
