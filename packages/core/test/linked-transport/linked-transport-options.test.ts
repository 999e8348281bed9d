import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { linkedTransport, systemClock, systemNetworkStatus } from '../../src/index.ts'
import { checkedSettings, type LinkedTransportOptions } from '../../src/linked-transport/linked-transport-options.ts'

const open = () => () => undefined
const good: LinkedTransportOptions = { name: 'mine', open }

describe('the options of linkedTransport', () => {
  it('have defaults', () => {
    expect(checkedSettings(good)).toMatchObject({
      links: [open],
      interruptionTimeoutMs: 3000,
      silenceTimeoutMs: 15_000,
      openTimeoutMs: 10_000,
      network: systemNetworkStatus,
      clock: systemClock,
    })
    expect(checkedSettings(good).logger).toBeUndefined()
  })

  it('are kept as given, and undefined is not given', () => {
    const clock = fakeClock()
    const retryDelayMs = () => 1
    const given = {
      ...good,
      clock,
      retryDelayMs,
      silenceTimeoutMs: 1,
      openTimeoutMs: 2,
      interruptionTimeoutMs: undefined,
    }
    expect(checkedSettings(given as unknown as LinkedTransportOptions)).toMatchObject({
      clock,
      retryDelayMs,
      silenceTimeoutMs: 1,
      openTimeoutMs: 2,
      interruptionTimeoutMs: 3000,
    })
  })

  it.each([
    ['options', undefined, TypeError],
    ['options', null, TypeError],
    ['name', { name: 1 }, TypeError],
    ['name', { name: undefined }, TypeError],
    ['open', { open: undefined }, TypeError],
    ['open', { open: null }, TypeError],
    ['open', { open: [] }, TypeError],
    ['open', { open: [open, 'x'] }, TypeError],
    ['unsupported', { unsupported: 'SendTyping' }, TypeError],
    ['unsupported', { unsupported: [1] }, TypeError],
    ['interruptionTimeoutMs', { interruptionTimeoutMs: -1 }, RangeError],
    ['interruptionTimeoutMs', { interruptionTimeoutMs: NaN }, RangeError],
    ['interruptionTimeoutMs', { interruptionTimeoutMs: '3000' }, TypeError],
    ['silenceTimeoutMs', { silenceTimeoutMs: Infinity }, RangeError],
    ['silenceTimeoutMs', { silenceTimeoutMs: 0 }, RangeError],
    ['openTimeoutMs', { openTimeoutMs: null }, TypeError],
    ['openTimeoutMs', { openTimeoutMs: 0 }, RangeError],
    ['retryDelayMs', { retryDelayMs: 400 }, TypeError],
    ['clock', { clock: { now: () => 1 } }, TypeError],
    ['network', { network: {} }, TypeError],
    ['logger', { logger: { info: () => undefined } }, TypeError],
  ])('name a bad %s (%o) in the error', (name, bad, Failure) => {
    const options = (bad ? { ...good, ...(bad as object) } : bad) as LinkedTransportOptions
    const failure = catchError(() => linkedTransport(options))
    expect(failure).toBeInstanceOf(Failure)
    expect(failure.message).toMatch(new RegExp(`^linkedTransport ${name}(\\[0\\])?: expected .+, got .+`))
  })

  it('give the transport its name and what it cannot do', () => {
    expect(linkedTransport(good)).toMatchObject({ name: 'mine' })
    expect(linkedTransport(good)).not.toHaveProperty('unsupported')
    expect(linkedTransport({ ...good, unsupported: [] }).unsupported).toEqual([])
    expect(linkedTransport({ ...good, unsupported: ['SendTyping'] }).unsupported).toEqual(['SendTyping'])
  })
})

function catchError(run: () => unknown): Error {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof Error) return thrown
  }
  return expect.unreachable('nothing was thrown')
}
