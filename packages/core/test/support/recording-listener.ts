import type { Connectivity, ConnectivityChange, PlannedRetry, TransportListener } from '../../src/index.ts'

/** One thing a listener was told. */
export type Told =
  | { readonly what: 'event'; readonly event: unknown }
  | { readonly what: 'connectivity'; readonly change: ConnectivityChange }
  | { readonly what: 'retry'; readonly retry: PlannedRetry }

/** Takes events as a session does and keeps everything it is told, in order. */
export interface RecordingListener extends Required<Omit<TransportListener, 'logger' | 'credentials'>> {
  credentials?: NonNullable<TransportListener['credentials']>
  position: number
  readonly told: readonly Told[]
  readonly events: readonly unknown[]
  readonly changes: readonly ConnectivityChange[]
  /** The changes by name alone. */
  readonly path: readonly Connectivity[]
  readonly retries: readonly PlannedRetry[]
  /** Indices of the transcript events, repeats included, as they came. */
  readonly indices: readonly number[]
  /** Codes of the `EventError`s. */
  readonly codes: readonly number[]
  /** Called for each thing told, from inside the handler; replaces the one before. */
  react(reaction: (told: Told) => void): void
}

export function recordingListener(position = 0): RecordingListener {
  const told: Told[] = []
  let reaction: (told: Told) => void = () => undefined
  const tell = (one: Told) => {
    told.push(one)
    reaction(one)
  }
  const events = () => told.flatMap((one) => (one.what === 'event' ? [one.event] : []))
  const changes = () => told.flatMap((one) => (one.what === 'connectivity' ? [one.change] : []))
  const listener: RecordingListener = {
    position,
    told,
    get events() {
      return events()
    },
    get changes() {
      return changes()
    },
    get path() {
      return changes().map(({ current }) => current)
    },
    get retries() {
      return told.flatMap((one) => (one.what === 'retry' ? [one.retry] : []))
    },
    get indices() {
      return events().flatMap((event) => indexOf(event) ?? [])
    },
    get codes() {
      return events().flatMap((event) => (event as { error?: { code: number } } | null)?.error?.code ?? [])
    },
    react: (reactWith) => void (reaction = reactWith),
    onEvent(event) {
      listener.position = Math.max(listener.position, indexOf(event) ?? 0, firstOf(event) - 1)
      tell({ what: 'event', event })
    },
    onConnectivity: (change) => tell({ what: 'connectivity', change }),
    onRetry: (retry) => tell({ what: 'retry', retry }),
  }
  return listener
}

function indexOf(event: unknown): number | undefined {
  const index = (event as { index?: unknown } | null | undefined)?.index
  return Number.isSafeInteger(index) ? (index as number) : undefined
}
/** What lies before `first` is no longer kept by the server: nobody waits for it. */
function firstOf(event: unknown): number {
  const { type, first } = (event ?? {}) as { type?: unknown; first?: unknown }
  return type === 'EventAttached' && Number.isSafeInteger(first) ? (first as number) : 0
}
