import type { ChatSession, Clock } from '@chat-transport/core'
import type { Store } from '../store.ts'
import type { WidgetSnapshot } from '../widget-snapshot.ts'
import type { SharedView, WidgetTabs } from './widget-tabs.ts'

export interface JoinTabsParts {
  readonly store: Store<WidgetSnapshot>
  readonly view: WidgetTabs['view']
  readonly clock: Clock
  session(): ChatSession | undefined
  /** Opens what another tab has begun. */
  join(): void
}

/** A chat that one tab begins, or has back, is that of all. */
export function joinTabs({ store, view, clock, session, join }: JoinTabsParts) {
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
    if (begun !== 0 && canJoin()) join()
  })

  /** The visitor has signed out: nothing is shared of any session. */
  const forget = () => {
    known = 0
    view.set({ sessionId: '', begun: known, called: '' })
  }

  return {
    stop,
    forget,
    /** The session has changed. */
    update(): void {
      const current = session()
      if (current?.status !== 'connected' || current === told) return
      told = current
      known = clock.now()
      view.set({ sessionId: current.id, begun: known })
    },
    /** Another page has signed out of this session. Returns what the tabs show by now, if that is of this session no longer. */
    forgetSession(id: string): Partial<SharedView> {
      const { sessionId, draft, isGreeted, isOfferAnswered } = view.get()
      if (sessionId !== id) return { draft, isGreeted, isOfferAnswered }
      forget()
      return {}
    },
  }
}
