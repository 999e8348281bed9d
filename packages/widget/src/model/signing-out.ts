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

/** By whom the visitor is signed out. */
export interface SignOut {
  /** What stays as it is shown. @default nothing */
  readonly kept?: Partial<WidgetSnapshot>
  /** Called when nothing is stored any more. A tab that was told sooner could have the chat back from what is about to be removed. */
  tellTabs?(): void
}

/** Forgets the chat, and goes on as with a visitor who has none. However often it is asked for, it is done once at a time. */
export function createSigningOut({ chat, store, signal, letGo, begin }: SigningOutParts) {
  let underWay: Promise<void> | undefined

  const signOut = async ({ kept, tellTabs }: SignOut) => {
    const { isAway, leads } = store.current
    // First, so that nothing that is queued is handed back into the composer.
    const signedOut = chat.signOut()
    letGo()
    store.set({ ...firstSnapshot, isAway, leads, ...kept })
    try {
      await signedOut
    } finally {
      tellTabs?.()
    }
    if (!signal.aborted) begin()
  }
  return (by: SignOut) => (underWay ??= signOut(by).finally(() => (underWay = undefined)))
}
