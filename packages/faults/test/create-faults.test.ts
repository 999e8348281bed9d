import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createFaults, type FaultyLine } from '../src/create-faults.ts'
import { noFaults } from '../src/fault-plan.ts'

function recordingLine() {
  const told: unknown[] = []
  const line: FaultyLine = {
    cut: (cause) => told.push(['cut', cause.message]),
    silence: () => told.push('silence'),
    resume: () => told.push('resume'),
    inject: (frame) => told.push(['inject', frame]),
    reverse: (count) => told.push(['reverse', count]),
    planned: () => told.push('planned'),
  }
  return { line, told }
}

describe('faults', () => {
  it('begin with none, or with the plan given', () => {
    expect(createFaults().plan).toEqual(noFaults)
    expect(createFaults({ plan: { delayMs: 30 } }).plan).toEqual({ ...noFaults, delayMs: 30 })
  })

  it('tell each open line what happens to it', () => {
    const faults = createFaults()
    const [one, other] = [recordingLine(), recordingLine()]
    faults.add(one.line)
    const remove = faults.add(other.line)
    expect(faults.openLines).toBe(2)
    faults.silence()
    faults.inject('x')
    remove()
    faults.reverse(3)
    faults.cut()
    faults.cut(new Error('a digger'))
    faults.heal()
    const both = ['silence', ['inject', 'x']]
    expect(other.told).toEqual(both)
    expect(one.told).toEqual([
      ...both,
      ['reverse', 3],
      ['cut', 'the line was cut'],
      ['cut', 'a digger'],
      'planned',
      'resume',
    ])
    expect(faults.openLines).toBe(1)
  })

  it('leave out a line that another has just closed', () => {
    const faults = createFaults()
    const last = recordingLine()
    let removeLast = () => undefined as void
    faults.add({ ...recordingLine().line, silence: () => removeLast() })
    removeLast = faults.add(last.line)
    faults.silence()
    expect(last.told).toEqual([])
  })

  it('change while they are used, and end with heal()', () => {
    const faults = createFaults({ plan: { refuse: true } })
    faults.set({ duplicate: 0.5 })
    expect(faults.plan).toEqual({ ...noFaults, refuse: true, duplicate: 0.5 })
    faults.heal()
    expect(faults.plan).toEqual(noFaults)
  })

  it('keep the plan they have when a change is refused', () => {
    const faults = createFaults({ plan: { delayMs: 5 } })
    expect(() => faults.set({ delayMs: Number.NaN })).toThrow(RangeError)
    expect(faults.plan.delayMs).toBe(5)
  })

  it('take chance from the seed, else from the clock', () => {
    const chances = (seed?: number) => {
      const { clock } = createFaults({ clock: fakeClock(), ...(seed !== undefined && { seed }) })
      return [clock.random(), clock.random()]
    }
    expect(chances()).toEqual([0.5, 0.5])
    expect(chances(3)).toEqual(chances(3))
    expect(chances(3)).not.toEqual(chances(4))
  })

  it('name what is wrong with their options and arguments', () => {
    expect(() => createFaults({ seed: 0.5 })).toThrow('createFaults seed: expected a whole number, got 0.5')
    expect(() => createFaults({ plan: { reorder: 2 } })).toThrow(
      'createFaults plan.reorder: expected a number from 0 to 1, got 2',
    )
    expect(() => createFaults().reverse(1)).toThrow(
      'faults.reverse count: expected a whole number of at least 2, got 1',
    )
  })
})
