import type {
  AttachCommand,
  ConnectivityChange,
  EventAttached,
  PlannedRetry,
  TransportListener,
} from '@chat-transport/core'
import type { CaseContext } from '../case/conformance-case.ts'
import { indexOf, typeOf } from '../case/event-fields.ts'

/** One thing that a transport told its listener. `atMs` is on the clock's monotonic scale. */
export type Told = { readonly atMs: number } & (
  | { readonly type: 'event'; readonly event: unknown }
  | { readonly type: 'connectivity'; readonly change: ConnectivityChange }
  | { readonly type: 'retry'; readonly retry: PlannedRetry }
)

/** Everything that a transport has told one page, and the listener that records it. */
export interface ToldRecord {
  readonly listener: TransportListener
  readonly told: readonly Told[]
  readonly events: readonly unknown[]
  readonly changes: readonly ConnectivityChange[]
  readonly retries: readonly PlannedRetry[]
}

export interface ToldRecordParts {
  readonly context: CaseContext
  /** The page's name in the trace. */
  readonly name: string
  readonly attach: AttachCommand
  /** Called inside the transport's call of the listener. */
  readonly react: (told: Told) => void
}

export function recordTold({ context, name, attach, react }: ToldRecordParts): ToldRecord {
  const { trace, clock } = context
  const told: Told[] = []
  let position = attach.type === 'RestoreSession' ? attach.after : 0
  const of = <Type extends Told['type']>(type: Type) =>
    told.filter((entry): entry is Extract<Told, { type: Type }> => entry.type === type)
  const tell = (entry: Told) => {
    told.push(entry)
    react(entry)
  }
  const listener: TransportListener = {
    get position() {
      return position
    },
    onEvent(event) {
      trace.note(name, 'was handed', event)
      position = positionAfter(event, position)
      tell({ type: 'event', event, atMs: clock.monotonic() })
    },
    onConnectivity(change) {
      const { current, previous, cause } = change
      trace.note(name, `was told "${current}" after "${previous}"`, ...(cause ? [cause] : []))
      tell({ type: 'connectivity', change, atMs: clock.monotonic() })
    },
    onRetry(retry) {
      trace.note(name, 'was told of a planned attempt, after', retry.cause)
      tell({ type: 'retry', retry, atMs: clock.monotonic() })
    },
  }
  return {
    listener,
    told,
    get events() {
      return of('event').map(({ event }) => event)
    },
    get changes() {
      return of('connectivity').map(({ change }) => change)
    },
    get retries() {
      return of('retry').map(({ retry }) => retry)
    },
  }
}

/** The position as a session counts it: the highest index so far, or the one before the first that the server still has. */
function positionAfter(event: unknown, position: number): number {
  const first = typeOf(event) === 'EventAttached' ? (event as EventAttached).first : undefined
  return Math.max(position, indexOf(event) ?? 0, Number.isSafeInteger(first) ? Number(first) - 1 : 0)
}
