import type { ChatSession } from '@chat-transport/core'
import type { Store } from './store.ts'
import { type Problem, WidgetErrorCode } from './widget-errors.ts'
import type { WidgetSnapshot } from './widget-snapshot.ts'

export interface HistoryParts {
  readonly store: Store<WidgetSnapshot>
  /** How many events come at a time. */
  readonly count: number
  session(): ChatSession | undefined
  tell(problem: Problem, cause?: unknown): void
}

/** Loads what comes before the transcript that is here, one piece at a time. */
export function createHistory({ store, count, session, tell }: HistoryParts) {
  return async function loadEarlier(): Promise<void> {
    const current = session()
    if (!current?.hasEarlier || store.current.isLoadingEarlier) return
    store.set({ isLoadingEarlier: true })
    try {
      await current.loadEarlier(count)
    } catch (error) {
      if (session() === current) tell({ code: WidgetErrorCode.historyFailed, values: {} }, error)
    }
    if (session() === current) store.set({ isLoadingEarlier: false })
  }
}
