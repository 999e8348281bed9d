import type { Connectivity } from '../transport/transport.ts'
import type { SessionStatus } from './session-events.ts'

/**
 * Every state of a session in this page, and every way it moves. Pure: no timers, no I/O.
 *
 *   opening ──connected──▶ open          each with the connectivity of its line
 *      └──────────┬──────────┘
 *                over──▶ ended | taken-over | detached
 *
 * `ended`: over for everybody. `taken-over`: another page has it. `detached`: this page has let go of it, or never got it.
 */
export type SessionState =
  { readonly name: 'opening' | 'open'; readonly connectivity: Connectivity } | { readonly name: FinalState }
export type FinalState = 'ended' | 'taken-over' | 'detached'

export type SessionInput =
  | { readonly type: 'connectivity'; readonly current: Connectivity }
  | { readonly type: 'over'; readonly final: FinalState }

/** What is over stays as it is. */
export function transition(state: SessionState, input: SessionInput): SessionState {
  if (!('connectivity' in state)) return state
  if (input.type === 'over') return { name: input.final }
  return { name: input.current === 'connected' ? 'open' : state.name, connectivity: input.current }
}

export function statusOf(state: SessionState): SessionStatus {
  if ('connectivity' in state) return state.connectivity
  return state.name === 'detached' ? 'closed' : 'ended'
}

/** Holds the state of one session. */
export function createSessionState() {
  let state: SessionState = { name: 'opening', connectivity: 'connecting' }
  return {
    get name() {
      return state.name
    },
    get status() {
      return statusOf(state)
    },
    /** Whether the session goes on in this page. */
    get isLive() {
      return 'connectivity' in state
    },
    send(input: SessionInput) {
      state = transition(state, input)
    },
  }
}
