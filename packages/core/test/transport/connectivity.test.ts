import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import {
  transition,
  type ConnectivityInput,
  type ConnectivityState,
  type Outage,
} from '../../src/transport/connectivity.ts'
import { connectivityOf } from '../../src/transport/track-connectivity.ts'
import { type Connectivity } from '../../src/index.ts'
import { startStopwatch } from '../../src/platform/clock.ts'

type Name = ConnectivityState['name']
type InputType = ConnectivityInput['type']

const outage: Outage = { cause: new Error('lost'), since: 1, away: startStopwatch(fakeClock()) }
const laterOutage: Outage = { cause: new Error('lost again'), since: 2, away: startStopwatch(fakeClock()) }
const refused = new Error('refused')

const states: { readonly [N in Name]: Extract<ConnectivityState, { name: N }> } = {
  connecting: { name: 'connecting' },
  connected: { name: 'connected' },
  reconnecting: { name: 'reconnecting', outage },
  'catching-up': { name: 'catching-up', outage },
  interrupted: { name: 'interrupted', outage },
  closed: { name: 'closed' },
}
const inputs: { readonly [T in InputType]: Extract<ConnectivityInput, { type: T }> } = {
  answered: { type: 'answered' },
  'caught-up': { type: 'caught-up' },
  lost: { type: 'lost', outage: laterOutage },
  'grace-over': { type: 'grace-over' },
  close: { type: 'close', cause: refused },
}

const { connected } = states
const closed: ConnectivityState = { name: 'closed', cause: refused }
const stays = 'stays'

/** Every state with every input: a case that is missing does not compile. */
const table: Record<Name, Record<InputType, ConnectivityState | typeof stays>> = {
  connecting: {
    answered: stays,
    'caught-up': connected,
    lost: stays,
    'grace-over': stays,
    close: closed,
  },
  connected: {
    answered: stays,
    'caught-up': stays,
    lost: { name: 'reconnecting', outage: laterOutage },
    'grace-over': stays,
    close: closed,
  },
  reconnecting: {
    answered: { name: 'catching-up', outage },
    'caught-up': connected,
    lost: stays,
    'grace-over': { name: 'interrupted', outage },
    close: closed,
  },
  'catching-up': {
    answered: stays,
    'caught-up': connected,
    lost: { name: 'reconnecting', outage },
    'grace-over': stays,
    close: closed,
  },
  interrupted: {
    answered: stays,
    'caught-up': connected,
    lost: stays,
    'grace-over': stays,
    close: closed,
  },
  closed: { answered: stays, 'caught-up': stays, lost: stays, 'grace-over': stays, close: stays },
}

const cases = Object.entries(table).flatMap(([name, row]) =>
  Object.entries(row).map(([type, expected]) => ({
    state: states[name as Name],
    input: inputs[type as InputType],
    expected,
    becomes: expected === stays ? 'stays as it is' : `becomes ${expected.name}`,
  })),
)

describe('connectivity', () => {
  it.each(cases)('$state.name at $input.type $becomes', ({ state, input, expected }) => {
    const next = transition(state, input)
    if (expected === stays) expect(next).toBe(state)
    else expect(next).toEqual(expected)
  })

  it('keeps the outage it began with: its cause, its last proof of life, its stopwatch', () => {
    const caught = transition(states.reconnecting, inputs.answered)
    const lost = transition(caught, inputs.lost)
    const interrupted = transition(lost, inputs['grace-over'])
    for (const state of [caught, lost, interrupted]) expect('outage' in state && state.outage).toBe(outage)
  })

  it('closes without a cause when there is none', () => {
    expect(transition(connected, { type: 'close' })).toEqual({ name: 'closed' })
  })

  it('is called by the contract what the page may know of it', () => {
    const names: Record<Name, Connectivity> = {
      connecting: 'connecting',
      connected: 'connected',
      reconnecting: 'reconnecting',
      'catching-up': 'reconnecting',
      interrupted: 'interrupted',
      closed: 'closed',
    }
    for (const state of Object.values(states)) expect(connectivityOf(state)).toBe(names[state.name])
  })
})
