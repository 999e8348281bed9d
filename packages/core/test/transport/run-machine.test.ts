import { describe, expect, it } from 'vitest'
import { runMachine } from '../../src/transport/run-machine.ts'

type Light = { readonly color: 'red' | 'green' | 'off' }
type Signal = 'next' | 'off' | 'break'
const red: Light = { color: 'red' }

function transition(light: Light, signal: Signal): Light {
  if (light.color === 'off') return light
  if (signal === 'off') return { color: 'off' }
  return signal === 'next' ? { color: light.color === 'red' ? 'green' : 'red' } : light
}

describe('a running machine', () => {
  it('starts the work of the state it enters and stops that of the state it leaves, in this order', () => {
    const done: string[] = []
    const machine = runMachine<Light, Signal>({
      initial: red,
      transition,
      log: (from, to, input) => done.push(`${from.color} → ${to.color} (${input})`),
      enter({ color }) {
        done.push(`start ${color}`)
        return () => done.push(`stop ${color}`)
      },
    })
    machine.send('next')
    machine.send('next')
    expect(done).toEqual(['red → green (next)', 'start green', 'stop green', 'green → red (next)', 'start red'])
  })

  it('does nothing at an input that the state does not handle', () => {
    const entered: Light[] = []
    const machine = runMachine<Light, Signal>({
      initial: red,
      transition,
      enter: (light) => void entered.push(light),
    })
    machine.send('break')
    expect(machine.state).toBe(red)
    expect(entered).toEqual([])
  })

  it('lets inputs sent from inside enter wait until the state has been entered', () => {
    const done: string[] = []
    const machine = runMachine<Light, Signal>({
      initial: red,
      transition,
      enter({ color }, send) {
        if (color === 'green') send('off')
        done.push(`entered ${color}`)
        return () => done.push(`left ${color}`)
      },
    })
    machine.send('next')
    expect(done).toEqual(['entered green', 'left green', 'entered off'])
    expect(machine.state.color).toBe('off')
  })

  it('goes on after work that throws: the sender hears of it, the state has been entered', () => {
    const machine = runMachine<Light, Signal>({
      initial: red,
      transition,
      enter({ color }) {
        if (color === 'green') throw new Error('no power')
        return undefined
      },
    })
    expect(() => machine.send('next')).toThrow('no power')
    expect(machine.state.color).toBe('green')
    machine.send('next')
    expect(machine.state.color).toBe('red')
  })
})
