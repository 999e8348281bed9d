import type { Chat, ChatSession } from '@chat-transport/core'
import type { Store } from './store.ts'
import type { FollowedTabs } from './tabs/follow-tabs.ts'
import { firstSnapshot, type WidgetSnapshot } from './widget-snapshot.ts'

export interface SigningOutParts {
  readonly chat: Pick<Chat, 'signOut' | 'onSignedOut'>
  readonly store: Store<WidgetSnapshot>
  readonly tabs: Pick<FollowedTabs, 'forget' | 'forgetSession'>
  session(): ChatSession | undefined
  /** Lets go of the session that is shown. */
  letGo(): void
  /** Goes on without one. */
  begin(): void
}

/** Goes on as with a visitor who has no chat when they have signed out: by the widget, by the page, or in another tab. */
export function createSigningOut({ chat, store, tabs, session, letGo, begin }: SigningOutParts) {
  /** `cleared`: the visitor signs out by the widget, which shows nothing any more, and the chat is still stored. */
  let state: 'signed in' | 'cleared' | 'gone' = 'signed in'
  const is = (what: typeof state) => state === what

  /** `kept`: what stays as it is shown. */
  const clear = (kept: Partial<WidgetSnapshot> = {}) => {
    const { isAway, leads } = store.current
    letGo()
    store.set({ ...firstSnapshot, isAway, leads, ...kept })
  }
  const clearHere = () => {
    tabs.forget()
    clear()
  }
  /** A tab that hears of it late may show the next visitor's window already. */
  const clearAfterOthers = () => clear({ isOpen: store.current.isOpen, ...tabs.forgetSession(session()?.id ?? '') })
  const goOn = () => {
    state = 'signed in'
    begin()
  }
  const stop = chat.onSignedOut(({ inThisPage }) => {
    if (state === 'signed in') (inThisPage ? clearHere : clearAfterOthers)()
    else if (!inThisPage) return // Of the same sign-out this page is told once more, when all is forgotten here.
    if (!is('gone')) goOn() // Who was told of the cleared widget may have taken it away.
  })

  return {
    stop(): void {
      state = 'gone'
      stop()
    },
    async signOut(): Promise<void> {
      // The chat first, so that nothing that is queued is handed back into the composer.
      const signedOut = chat.signOut()
      if (state !== 'gone') {
        state = 'cleared'
        clearHere()
      }
      await signedOut
      // A handler of the sign-out may call this, and every handler is told of one only once.
      if (is('cleared')) goOn()
    },
  }
}
