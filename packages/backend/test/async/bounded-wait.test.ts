import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { Deadlines } from '../../src/async/bounded-wait.ts'

const forever = () => new Promise<never>(() => undefined)

describe('a deadline', () => {
  it('is over with what it bounds', async () => {
    const clock = fakeClock()
    const deadlines = new Deadlines(clock)
    expect(await deadlines.within(100, () => 'at once')).toBe('at once')
    expect(await deadlines.within(100, async () => 'soon')).toBe('soon')
    await expect(deadlines.within(100, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    const throws = () => {
      throw new Error('broken too')
    }
    await expect(deadlines.within(100, throws)).rejects.toThrow('broken too')
    expect(clock.pending).toBe(0)
  })

  it('fails what takes longer', async () => {
    const clock = fakeClock()
    const late = expect(new Deadlines(clock).within(100, forever)).rejects.toThrow('no answer within 100 ms')
    await clock.advance(100)
    await late
  })

  it('can be cut off, once and for all', async () => {
    const clock = fakeClock()
    const deadlines = new Deadlines(clock)
    const waiting = expect(deadlines.within(100, forever)).rejects.toThrow('closing')
    deadlines.cutOff()
    await waiting
    await expect(deadlines.within(100, forever)).rejects.toThrow('closing')
    expect(clock.pending).toBe(0)
  })
})
