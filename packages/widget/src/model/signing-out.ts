import type { Chat } from '@chat-transport/core'
import type { Store } from './store.ts'
import { shownIn } from './tabs/share-view.ts'
import type { WidgetTabs } from './tabs/widget-tabs.ts'
import { firstSnapshot, type WidgetSnapshot } from './widget-snapshot.ts'

export interface SigningOutParts {
  readonly chat: Chat
  readonly store: Store<WidgetSnapshot>
  /** The widget is gone. */
  readonly signal: AbortSignal
  readonly tabs: WidgetTabs | undefined
  /** Lets go of the session that is shown. */
  letGo(): void
  /** Goes on without one. */
  begin(): void
}

/**
 * Forgets the chat, and goes on as with a visitor who has none; also when the page, or another one, has signed the visitor out. However often
 * it is asked for, it is done once at a time.
 */
export function createSigningOut({ chat, store, signal, tabs, letGo, begin }: SigningOutParts) {
  let underWay: Promise<void> | undefined

  const goOn = async (isOfThisPage: boolean, signedOut?: () => Promise<void>) => {
    // The chat first, so that nothing that is queued is handed back into the composer.
    const done = signedOut?.()
    const { isAway, leads } = store.current
    letGo()
    // Tabs show the same: where the visitor has signed out, the window was closed; and it may have been opened again since.
    const kept = tabs && !isOfThisPage ? shownIn(store.current) : {}
    store.set({ ...firstSnapshot, isAway, leads, ...kept })
    try {
      await done
    } finally {
      // Not before: a tab that was told sooner could have the chat back from what is about to be removed.
      if (isOfThisPage) tabs?.view.set({ begun: 0, called: '' })
    }
    if (!signal.aborted) begin()
  }
  const once: typeof goOn = (...by) => (underWay ??= goOn(...by).finally(() => (underWay = undefined)))
  signal.addEventListener(
    'abort',
    chat.onSignedOut(({ inThisPage }) => void once(inThisPage)),
  )
  return (isOfThisPage: boolean): Promise<void> => once(isOfThisPage, chat.signOut)
}
