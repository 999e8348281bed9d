import type { ChatSession, Clock } from '@chat-transport/core'
import type { Store } from '../store.ts'
import type { WidgetSnapshot } from '../widget-snapshot.ts'
import type { WidgetTabs } from './widget-tabs.ts'

export interface JoinTabsParts {
  readonly store: Store<WidgetSnapshot>
  readonly view: WidgetTabs['view']
  readonly clock: Clock
  session(): ChatSession | undefined
  /** Opens what another tab has begun. */
  join(): void
  /** Another tab has signed the visitor out. */
  onSignedOut(): void
}

/** A chat that one tab begins is that of all; so is the end of it by signing out. */
export function joinTabs({ store, view, clock, session, join, onSignedOut }: JoinTabsParts) {
  let known = view.get().begun
  let told: ChatSession | undefined

  /** There is no chat here, or one that is over and holds nothing that the visitor may want back. */
  const canJoin = () => {
    const { phase, entries, ending } = store.current
    if (phase === 'ended') return ending?.unsent.length === 0
    return phase === 'form' || (session()?.id === '' && entries.length === 0)
  }
  const stop = view.subscribe(() => {
    const { begun } = view.get()
    if (begun === known) return
    known = begun
    if (begun === 0) onSignedOut()
    else if (canJoin()) join()
  })

  return {
    stop,
    /** Which chat the tabs have: when one of them last began it or had it back. 0: none. */
    begun: () => known,
    /** Tells the others that the visitor has signed out of a chat, unless another one has begun since. */
    signedOut(begun: number): void {
      if (view.get().begun !== begun) return
      known = 0
      view.set({ begun: known, called: '' })
    },
    /** The session has changed. */
    update(): void {
      const current = session()
      if (current?.status !== 'connected' || current === told) return
      told = current
      known = clock.now()
      view.set({ begun: known })
    },
  }
}
