import type { Chat } from '@chat-transport/core'
import type { Store } from './store.ts'
import { firstSnapshot, type WidgetSnapshot } from './widget-snapshot.ts'

export interface SigningOutParts {
  readonly chat: Chat
  readonly store: Store<WidgetSnapshot>
  /** The widget is gone. */
  readonly signal: AbortSignal
  /** Lets go of the session that is shown. */
  letGo(): void
  /** Goes on without one. */
  begin(): void
}

/**
 * Forgets the chat, and goes on as with a visitor who has none. However often it is asked for, it is done once at a time. `tellTabs`: called
 * when nothing is stored any more. A tab that was told sooner could have the chat back from what is about to be removed.
 */
export function createSigningOut({ chat, store, signal, letGo, begin }: SigningOutParts) {
  let underWay: Promise<void> | undefined

  const signOut = async (tellTabs: () => void) => {
    const { isAway, leads, isGreeted } = store.current
    // First, so that nothing that is queued is handed back into the composer.
    const signedOut = chat.signOut()
    letGo()
    store.set({ ...firstSnapshot, isAway, leads, isGreeted })
    try {
      await signedOut
    } finally {
      tellTabs()
    }
    if (!signal.aborted) begin()
  }
  return (tellTabs: () => void = () => undefined) =>
    (underWay ??= signOut(tellTabs).finally(() => (underWay = undefined)))
}
