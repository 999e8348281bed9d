import { canSend, type ChatSession } from '@chat-transport/core'
import type { Store } from './store.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

/** A rating of a chat that is over, which can no longer be said in it. */
export interface Rating {
  readonly sessionId: string
  /** 1 to 5. */
  readonly score: number
}

export interface LeavingParts {
  readonly store: Store<WidgetSnapshot>
  session(): ChatSession | undefined
  onRating(rating: Rating): void
}

/** The end of a chat, and what the visitor thinks of it. */
export function createLeaving({ store, session, onRating }: LeavingParts) {
  return {
    askToLeave: () => store.set({ isLeaving: true }),
    cancelLeaving: () => store.set({ isLeaving: false }),
    leave(): void {
      store.set({ isLeaving: false })
      session()
        ?.leave()
        .catch(() => undefined) // `onSessionEnded` tells of the end; a refusal leaves the chat as it is.
    },
    /** While the chat goes on, it is said in it as the notice `rating`, `{ score }`; after that nothing can be, so the page is told. */
    rate(score: number): void {
      const rated = session()
      store.set({ rating: score })
      if (!rated) return
      if (canSend(rated)) void rated.sendNotice('rating', { score }).catch(() => undefined)
      else onRating({ sessionId: rated.id, score })
    },
  }
}
