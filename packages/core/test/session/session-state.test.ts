import { describe, expect, it } from 'vitest'
import type { Connectivity } from '../../src/index.ts'
import {
  type FinalState,
  type SessionInput,
  type SessionState,
  statusOf,
  transition,
} from '../../src/session/session-state.ts'

/** Every state: by the connectivity of its line while the session goes on, by its name once it is over. */
type State = `opening, ${Connectivity}` | `open, ${Connectivity}` | FinalState
/** Every input: what the line says, and each end. */
type Input = Connectivity | `over: ${FinalState}`

const finals = ['ended', 'taken-over', 'detached'] as const satisfies readonly FinalState[]

const stateNamed = (name: State): SessionState => {
  const final = finals.find((each) => each === name)
  if (final) return { name: final }
  const [life, connectivity] = name.split(', ') as ['opening' | 'open', Connectivity]
  return { name: life, connectivity }
}
const inputNamed = (name: Input): SessionInput => {
  const final = finals.find((each) => name === `over: ${each}`)
  return final ? { type: 'over', final } : { type: 'connectivity', current: name as Connectivity }
}

const opening = {
  connecting: 'opening, connecting',
  connected: 'open, connected',
  reconnecting: 'opening, reconnecting',
  interrupted: 'opening, interrupted',
  closed: 'opening, closed',
  'over: ended': 'ended',
  'over: taken-over': 'taken-over',
  'over: detached': 'detached',
} as const satisfies Record<Input, State>

const open = {
  connecting: 'open, connecting',
  connected: 'open, connected',
  reconnecting: 'open, reconnecting',
  interrupted: 'open, interrupted',
  closed: 'open, closed',
  'over: ended': 'ended',
  'over: taken-over': 'taken-over',
  'over: detached': 'detached',
} as const satisfies Record<Input, State>

const over = {
  connecting: 'ignored',
  connected: 'ignored',
  reconnecting: 'ignored',
  interrupted: 'ignored',
  closed: 'ignored',
  'over: ended': 'ignored',
  'over: taken-over': 'ignored',
  'over: detached': 'ignored',
} as const satisfies Record<Input, 'ignored'>

/** Every state × every input: what becomes of it. A missing case does not compile. */
const table: Record<State, Record<Input, State | 'ignored'>> = {
  'opening, connecting': opening,
  'opening, connected': opening,
  'opening, reconnecting': opening,
  'opening, interrupted': opening,
  'opening, closed': opening,
  'open, connecting': open,
  'open, connected': open,
  'open, reconnecting': open,
  'open, interrupted': open,
  'open, closed': open,
  ended: over,
  'taken-over': over,
  detached: over,
}
const rows = Object.entries(table) as [State, Record<Input, State | 'ignored'>][]

describe('the state of a session', () => {
  it.each(
    rows.flatMap(([state, moves]) =>
      (Object.entries(moves) as [Input, State | 'ignored'][]).map(([input, next]) => [state, input, next] as const),
    ),
  )('%s: %s', (state, input, next) => {
    const before = stateNamed(state)
    const after = transition(before, inputNamed(input))
    if (next === 'ignored') expect(after).toBe(before)
    else expect(after).toEqual(stateNamed(next))
  })

  it('is told to the page as the connectivity of its line, and after the end as ended or closed', () => {
    const told: Record<State, string> = {
      'opening, connecting': 'connecting',
      'opening, connected': 'connected',
      'opening, reconnecting': 'reconnecting',
      'opening, interrupted': 'interrupted',
      'opening, closed': 'closed',
      'open, connecting': 'connecting',
      'open, connected': 'connected',
      'open, reconnecting': 'reconnecting',
      'open, interrupted': 'interrupted',
      'open, closed': 'closed',
      ended: 'ended',
      'taken-over': 'ended',
      detached: 'closed',
    }
    expect(Object.fromEntries(rows.map(([state]) => [state, statusOf(stateNamed(state))]))).toEqual(told)
  })
})
