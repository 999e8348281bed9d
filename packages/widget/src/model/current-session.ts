import type { ChatSession, EventError, EventMessage, SessionEnded } from '@chat-transport/core'
import { endingOf } from './ending.ts'
import { followSession } from './session-follower.ts'
import type { Store } from './store.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

export interface CurrentSessionHooks {
  /** Somebody else has said something that no page has shown yet. */
  onNews(event: EventMessage): void
  onError(event: EventError): void
  /** After each change of what the snapshot shows of the session. */
  onChanged(session: ChatSession): void
  /** There is none any more, or another one. */
  onLetGo(): void
}

/** The session that is shown: one at a time, or none. */
export function createCurrentSession(store: Store<WidgetSnapshot>, hooks: CurrentSessionHooks) {
  let session: ChatSession | undefined
  let unfollow = () => undefined as void

  const onEnded = (event: SessionEnded) => {
    const { entries, editing, problem } = store.current
    const draft = editing ? { editing: undefined, draft: editing.before } : {}
    store.set({ ...draft, phase: 'ended', ending: endingOf(event, entries), isLeaving: false })
    // That it has expired is said once, by the ending.
    if (problem?.code === 152) store.set({ problem: undefined })
  }
  const replace = (next: ChatSession | undefined) => {
    unfollow()
    hooks.onLetGo()
    session = next
    unfollow = next
      ? followSession(next, store, { ...hooks, onEnded, onChanged: () => hooks.onChanged(next) })
      : () => undefined
  }

  return {
    get: () => session,
    follow: (next: ChatSession): void => replace(next),
    /** It stays stored. */
    letGo(): void {
      void session?.detach()
      replace(undefined)
    },
  }
}
