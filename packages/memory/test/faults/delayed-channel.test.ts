import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { createPassage } from '../../src/faults/delayed-channel.ts'

function openPassage() {
  const clock = fakeClock()
  const passage = createPassage(clock)
  const arrived: string[] = []
  const put = (name: string, delayMs = 0, overtakenMs = 0) =>
    passage.put(() => arrived.push(name), { delayMs, overtakenMs })
  return { clock, passage, arrived, put }
}

describe('a passage', () => {
  it('lets through at once what nothing delays', () => {
    const { passage, arrived, clock } = openPassage()
    passage.put(() => arrived.push('one'))
    expect([arrived, clock.pending]).toEqual([['one'], 0])
  })

  it('keeps the order, also where what comes later is delayed less', async () => {
    const { clock, arrived, put } = openPassage()
    put('one', 100)
    put('two', 10)
    put('three')
    await clock.advance(99)
    expect(arrived).toEqual([])
    await clock.advance(1)
    expect(arrived).toEqual(['one', 'two', 'three'])
  })

  it('lets others overtake what is to be overtaken', async () => {
    const { clock, arrived, put } = openPassage()
    put('one', 10, 50)
    put('two', 10)
    put('three', 20)
    await clock.advance(20)
    expect(arrived).toEqual(['two', 'three'])
    await clock.advance(40)
    expect(arrived).toEqual(['two', 'three', 'one'])
  })

  it('holds everything, and lets it through in order afterwards', async () => {
    const { clock, passage, arrived, put } = openPassage()
    put('one', 10)
    passage.hold(true)
    put('two')
    await clock.advance(1_000)
    expect([arrived, clock.pending]).toEqual([[], 0])
    passage.hold(false)
    expect(arrived).toEqual(['one', 'two'])
  })

  it('lets what is put in from inside wait its turn', () => {
    const { passage, arrived, put } = openPassage()
    passage.hold(true)
    passage.put(() => {
      put('three')
      arrived.push('one')
    })
    put('two')
    passage.hold(false)
    expect(arrived).toEqual(['one', 'two', 'three'])
  })

  it('can be held and closed from inside', () => {
    const held = openPassage()
    held.passage.put(() => held.passage.hold(true))
    held.put('behind')
    expect(held.arrived).toEqual([])
    held.passage.hold(false)
    expect(held.arrived).toEqual(['behind'])

    const closed = openPassage()
    closed.passage.put(() => closed.passage.close())
    closed.passage.hold(false)
    closed.put('behind')
    expect(closed.arrived).toEqual([])
  })

  it('goes on after something that throws', () => {
    const { passage, arrived, put } = openPassage()
    const fails = () => {
      throw new Error('not here')
    }
    expect(() => passage.put(fails)).toThrow('not here')
    put('next')
    expect(arrived).toEqual(['next'])
  })

  it('brings nothing more once closed, and leaves no timer', async () => {
    const { clock, passage, arrived, put } = openPassage()
    put('one', 10)
    expect(clock.pending).toBe(1)
    passage.close()
    expect(clock.pending).toBe(0)
    await clock.advance(10)
    expect(arrived).toEqual([])
  })
})
