import type { ChatSession, TranscriptEntry } from '@chat-transport/core'
import type { Store } from './store.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

/** What the visitor sees counts as read: the newest message, in an open window, on a page that is visible. */
export function createReading(store: Store<WidgetSnapshot>, session: () => ChatSession | undefined) {
  let isVisible = true
  let isAtEnd = true
  /** All that had come when the window opened is here. */
  let isOpened = false
  let marked: { readonly session: ChatSession; readonly index: number } | undefined

  const findNew = () => {
    if (isOpened) return
    const { newFrom = firstUnread(store.current), status } = store.current
    isOpened = status === 'connected'
    store.set({ newFrom })
  }
  const update = () => {
    const { isOpen, phase, entries } = store.current
    const current = session()
    if (!current || !isOpen || !isVisible || !isAtEnd || phase === 'opening') return
    const index = newestIndex(entries)
    if (index === undefined || (marked?.session === current && index <= marked.index)) return
    marked = { session: current, index }
    findNew()
    current.markRead(index)
  }

  return {
    update,
    /** What is not read when it opens next is new. */
    close(): void {
      isOpened = false
      store.set({ newFrom: undefined })
    },
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

/** `undefined` also when nothing was read before: then all is new, as in a chat that has just begun. */
function firstUnread({ entries, unread, visitor, restoredUpTo, hasEarlier }: WidgetSnapshot): number | undefined {
  const isOther = ({ event }: TranscriptEntry) => event?.type === 'EventMessage' && event.party.id !== visitor.id
  const others = entries.filter(isOther)
  const hasRead = restoredUpTo > 0 || hasEarlier || others.length > unread
  return hasRead && unread > 0 ? (others.at(-unread)?.index ?? entries[0]?.index) : undefined
}

/** Of what the server has: what is on its way stands behind that. */
function newestIndex(entries: readonly TranscriptEntry[]): number | undefined {
  for (let at = entries.length - 1; at >= 0; at--) if (entries[at]?.index !== undefined) return entries[at]?.index
  return undefined
}
