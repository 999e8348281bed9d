import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { BoundedWait } from '../../src/async/bounded-wait.ts'

const forever = () => new Promise<never>(() => undefined)

describe('a bounded wait', () => {
  it('is over with what it bounds', async () => {
    const clock = fakeClock()
    const boundedWait = new BoundedWait(clock)
    expect(await boundedWait.within(100, () => 'at once')).toBe('at once')
    expect(await boundedWait.within(100, async () => 'soon')).toBe('soon')
    await expect(boundedWait.within(100, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    const throws = () => {
      throw new Error('broken too')
    }
    await expect(boundedWait.within(100, throws)).rejects.toThrow('broken too')
    expect(clock.pending).toBe(0)
  })

  it('needs a timer only for what is not there at once', async () => {
    const clock = fakeClock()
    const after = vi.fn(clock.after)
    const boundedWait = new BoundedWait({ ...clock, after })
    await boundedWait.within(100, () => 'at once')
    await boundedWait.within(100, async () => 'as good as at once')
    await boundedWait.within(100, () => Promise.reject(new Error('broken at once'))).catch(() => undefined)
    expect(after).not.toHaveBeenCalled()
    let finish = (_result: string) => undefined as void
    const soon = boundedWait.within(100, () => new Promise<string>((resolve) => (finish = resolve)))
    await clock.advance(99)
    expect(after).toHaveBeenCalledOnce()
    finish('soon')
    expect(await soon).toBe('soon')
    expect(clock.pending).toBe(0)
  })

  it('fails what takes longer', async () => {
    const clock = fakeClock()
    const late = expect(new BoundedWait(clock).within(100, forever)).rejects.toThrow('no answer within 100 ms')
    await clock.advance(100)
    await late
  })

  it('can be cut off, once and for all', async () => {
    const clock = fakeClock()
    const boundedWait = new BoundedWait(clock)
    const waiting = expect(boundedWait.within(100, forever)).rejects.toThrow('closing')
    boundedWait.cutOff()
    await waiting
    await expect(boundedWait.within(100, forever)).rejects.toThrow('closing')
    expect(clock.pending).toBe(0)
  })

  it('is cut off by what it waits for', async () => {
    const boundedWait = new BoundedWait(fakeClock())
    const closes = () => {
      boundedWait.cutOff()
      return forever()
    }
    await expect(boundedWait.within(100, closes)).rejects.toThrow('closing')
  })

  it('that was cut off fails once, also what throws at once', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    onTestFinished(() => void process.off('unhandledRejection', unhandled))
    const boundedWait = new BoundedWait(fakeClock())
    boundedWait.cutOff()
    const throws = () => {
      throw new Error('the store is closed')
    }
    await expect(boundedWait.within(100, throws)).rejects.toThrow()
    await new Promise((resolve) => setImmediate(resolve)) // when Node tells of them
    expect(unhandled).not.toHaveBeenCalled()
  })
})
