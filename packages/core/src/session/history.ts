import { deferred } from '../platform/deferred.ts'
import { randomId } from '../platform/random-token.ts'
import type { ChatError } from '../protocol/errors.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'
import type { EventTranscript, ReadTranscript } from '../protocol/protocol.ts'
import { mostEarlierEvents } from '../protocol/protocol-numbers.ts'
import type { Progress } from './check-events.ts'

/** Whether there are more. */
export interface EarlierLoaded {
  readonly more: boolean
}

type Tell = (command: ReadTranscript) => void

/** What the page waits for. `missing`: how many events; `commandId`: of what the server was asked last. */
interface Pending {
  missing: number
  commandId?: string
  readonly settled: ReturnType<typeof deferred<EarlierLoaded>>
}

export interface HistoryParts {
  readonly progress: Progress
  readonly identity: { readonly attached: unknown }
  /** Aborts when the session is over in this page. */
  readonly signal: AbortSignal
}

/** Loads what comes before the transcript that is here (P106): one request at a time, asked again on the next line if its own is lost. */
export function createHistory({ progress, identity, signal }: HistoryParts) {
  let pending: Pending | undefined
  let tell: Tell | undefined

  const hasEarlier = () => progress.from > progress.first
  const end = (how: 'resolve' | 'reject', result: unknown) => {
    pending?.settled[how](result as EarlierLoaded)
    pending = undefined
  }
  const goOn = () => {
    if (!pending) return
    if (identity.attached && !hasEarlier()) return end('resolve', { more: false })
    if (signal.aborted) return end('reject', signal.reason)
    const limit = Math.min(pending.missing, mostEarlierEvents)
    tell?.({ type: 'ReadTranscript', id: (pending.commandId = randomId()), before: progress.from, limit })
  }
  signal.addEventListener('abort', goOn)

  return {
    hasEarlier,
    load(missing: number): Promise<EarlierLoaded> {
      if (pending) return pending.settled.promise
      const { settled } = (pending = { missing, settled: deferred() })
      goOn()
      return settled.promise
    },
    /** `next` does nothing once the line is lost. */
    connected(next: Tell) {
      tell = next
      goOn()
    },
    /** `take` takes the events, and says how many of them the page sees. */
    answered(event: EventTranscript, take: () => number) {
      if (!pending || event.commandId !== pending.commandId) return
      pending.missing -= take()
      if (pending.missing > 0 && hasEarlier()) goOn()
      else end('resolve', { more: hasEarlier() })
    },
    refused(commandId: string, error: ChatError) {
      if (commandId === pending?.commandId && !isInconclusive(error.code)) end('reject', error)
    },
  }
}
export type History = ReturnType<typeof createHistory>
