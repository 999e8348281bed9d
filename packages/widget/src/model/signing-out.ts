import type { Chat, SignedOut } from '@chat-transport/core'
import type { Store } from './store.ts'
import { shownIn } from './tabs/share-view.ts'
import type { FollowedTabs } from './tabs/follow-tabs.ts'
import { firstSnapshot, type WidgetSnapshot } from './widget-snapshot.ts'

export interface SigningOutParts {
  readonly chat: Chat
  readonly store: Store<WidgetSnapshot>
  /** The widget is gone. */
  readonly signal: AbortSignal
  readonly tabs: Pick<FollowedTabs, 'begun' | 'signedOut'>
  /** Lets go of the session that is shown. */
  letGo(): void
  /** Goes on without one. */
  begin(): void
}

/** Goes on as with a visitor who has no chat when they have signed out: by the widget, by the page, or in another tab. */
export function createSigningOut({ chat, store, signal, tabs, letGo, begin }: SigningOutParts) {
  let underWay: Promise<void> | undefined
  /** Of the chat that is being forgotten. */
  let begun = 0

  const clear = (kept: Partial<WidgetSnapshot>) => {
    const { isAway, leads } = store.current
    begun = tabs.begun()
    letGo()
    store.set({ ...firstSnapshot, isAway, leads, ...kept })
  }
  /** `kept`: what stays as it is shown. */
  const signOut = async (kept: Partial<WidgetSnapshot>) => {
    // The chat first, so that nothing that is queued is handed back into the composer.
    const signedOut = chat.signOut()
    clear(kept)
    await signedOut
  }
  const onSignedOut = ({ inThisPage }: SignedOut) => {
    if (underWay && !inThisPage) return // Of the same sign-out this page is told once more, when all is forgotten here.
    const { isOpen } = store.current
    if (!underWay) clear(inThisPage ? {} : { isOpen })
    tabs.signedOut(begun) // Now that nothing is stored: a tab that was told sooner could have the chat back.
    if (!signal.aborted) begin()
  }
  const stop = chat.onSignedOut(onSignedOut)
  // A widget that is taken away when its visitor signs out still tells the tabs.
  signal.addEventListener('abort', () => void Promise.allSettled([underWay]).then(stop))

  const once = (kept: Partial<WidgetSnapshot>) => (underWay ??= signOut(kept).finally(() => (underWay = undefined)))
  return {
    signOut: (): Promise<void> => once({}),
    /** A widget of another tab has told of it. What is shown may be newer than that: the window was closed there, and may be open again. */
    signOutHere: (): void => void once(shownIn(store.current)).catch(() => undefined), // That tab's page was told what fails.
  }
}
