import { describe, expect, it } from 'vitest'
import { type SessionInput, type SessionState, statusOf, transition } from '../../src/session/session-state.ts'

const states = {
  opening: { name: 'opening', connectivity: 'connecting' },
  open: { name: 'open', connectivity: 'connected' },
  cut: { name: 'open', connectivity: 'reconnecting' },
  ended: { name: 'ended' },
  'taken-over': { name: 'taken-over' },
  detached: { name: 'detached' },
} as const satisfies Record<string, SessionState>

const inputs = {
  connected: { type: 'connectivity', current: 'connected' },
  reconnecting: { type: 'connectivity', current: 'reconnecting' },
  over: { type: 'over', final: 'ended' },
} as const satisfies Record<string, SessionInput>

const same = 'same'
/** Every state × every input: what becomes of it. */
const table: Record<keyof typeof states, Record<keyof typeof inputs, SessionState | typeof same>> = {
  opening: {
    connected: { name: 'open', connectivity: 'connected' },
    reconnecting: { name: 'opening', connectivity: 'reconnecting' },
    over: { name: 'ended' },
  },
  open: {
    connected: { name: 'open', connectivity: 'connected' },
    reconnecting: { name: 'open', connectivity: 'reconnecting' },
    over: { name: 'ended' },
  },
  cut: {
    connected: { name: 'open', connectivity: 'connected' },
    reconnecting: { name: 'open', connectivity: 'reconnecting' },
    over: { name: 'ended' },
  },
  ended: { connected: same, reconnecting: same, over: same },
  'taken-over': { connected: same, reconnecting: same, over: same },
  detached: { connected: same, reconnecting: same, over: same },
}

describe('the state of a session', () => {
  const rows = Object.entries(table).flatMap(([state, moves]) =>
    Object.entries(moves).map(
      ([input, next]) => [state as keyof typeof states, input as keyof typeof inputs, next] as const,
    ),
  )
  it.each(rows)('%s, %s', (state, input, next) => {
    const moved = transition(states[state], inputs[input])
    if (next === same) expect(moved).toBe(states[state])
    else expect(moved).toEqual(next)
  })

  it('is told to the page as the connectivity of its line, and after the end as ended or closed', () => {
    expect(Object.values(states).map(statusOf)).toEqual([
      'connecting',
      'connected',
      'reconnecting',
      'ended',
      'ended',
      'closed',
    ])
  })
})
