import type { Stopwatch } from '../platform/clock.ts'

/**
 * Every state of a connection as the page sees it, and every way it moves. Pure: no timers, no I/O.
 *
 *   connecting ──caught-up──▶ connected ──lost──▶ reconnecting ──grace-over──▶ interrupted
 *                               ▲  ▲                │     ▲                        │
 *                               │  │             answered lost                     │
 *                               │  │                ▼     │                        │
 *                               │  └──caught-up── catching-up                      │
 *                               └───────────────caught-up──────────────────────────┘
 *   any ──close──▶ closed
 *
 * `catching-up` is `reconnecting` to the page: the attach has been answered, which halts the grace timer. If that line is
 * lost too, the timer goes on as if it had never been halted, since the outage keeps its stopwatch.
 */
export type ConnectivityState =
  | { readonly name: 'connecting' }
  | { readonly name: 'connected' }
  | { readonly name: 'reconnecting'; readonly outage: Outage }
  | { readonly name: 'catching-up'; readonly outage: Outage }
  | { readonly name: 'interrupted'; readonly outage: Outage }
  | { readonly name: 'closed'; readonly cause?: Error }

/** One stretch of time away from `connected`. */
export interface Outage {
  readonly cause: Error
  /** The last proof of life, epoch milliseconds. */
  readonly since: number
  /** Time away from `connected`. */
  readonly away: Stopwatch
}

export type ConnectivityInput =
  | { readonly type: 'answered' }
  | { readonly type: 'caught-up' }
  | { readonly type: 'lost'; readonly outage: Outage }
  | { readonly type: 'grace-over' }
  | { readonly type: 'close'; readonly cause?: Error }

type Move<Name, Type> = (
  state: Extract<ConnectivityState, { name: Name }>,
  input: Extract<ConnectivityInput, { type: Type }>,
) => ConnectivityState
type Moves = {
  readonly [Name in ConnectivityState['name']]: {
    readonly [Type in ConnectivityInput['type']]?: Move<Name, Type>
  }
}

const connect = (): ConnectivityState => ({ name: 'connected' })
const close = (_state: unknown, { cause }: { readonly cause?: Error }): ConnectivityState => ({
  name: 'closed',
  ...(cause && { cause }),
})

const moves: Moves = {
  connecting: { 'caught-up': connect, close },
  connected: { lost: (_state, { outage }) => ({ name: 'reconnecting', outage }), close },
  reconnecting: {
    answered: ({ outage }) => ({ name: 'catching-up', outage }),
    'grace-over': ({ outage }) => ({ name: 'interrupted', outage }),
    'caught-up': connect,
    close,
  },
  'catching-up': {
    lost: ({ outage }) => ({ name: 'reconnecting', outage }),
    'caught-up': connect,
    close,
  },
  interrupted: { 'caught-up': connect, close },
  closed: {},
}

/** An input that a state does not handle leaves it unchanged (the same reference). */
export function transition(state: ConnectivityState, input: ConnectivityInput): ConnectivityState {
  const move = moves[state.name][input.type] as Move<string, string> | undefined
  return move ? move(state as never, input as never) : state
}
