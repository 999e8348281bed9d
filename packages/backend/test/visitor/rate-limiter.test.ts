import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { RateLimiter } from '../../src/visitor/rate-limiter.ts'

describe('the rate limiter', () => {
  it('lets one second’s worth through at once, and the rest at its rate, in order', async () => {
    const clock = fakeClock()
    const limiter = new RateLimiter(10, clock)
    const { signal } = new AbortController()
    const turn = () => Promise.resolve(limiter.turn(() => signal))
    const turns: [number, number][] = []
    for (let call = 0; call < 15; call++) void turn().then(() => turns.push([call, clock.monotonic()]))
    await clock.advance(1000)
    expect(turns.map(([call]) => call)).toEqual(Array.from({ length: 15 }, (_, call) => call))
    expect(turns.map(([, at]) => at)).toEqual([...Array(10).fill(0), 100, 200, 300, 400, 500])
    expect(clock.pending).toBe(0)
  })

  it('saves up no more than one second’s worth', async () => {
    const clock = fakeClock()
    const limiter = new RateLimiter(3, clock)
    const { signal } = new AbortController()
    await clock.advance(60_000)
    let through = 0
    for (let call = 0; call < 10; call++) if (!limiter.turn(() => signal)) through++
    expect(through).toBe(3)
  })

  it('keeps nobody waiting whose line is gone, and those behind wait no longer for it', async () => {
    const clock = fakeClock()
    const limiter = new RateLimiter(1, clock)
    const [gone, here] = [new AbortController(), new AbortController()]
    await limiter.turn(() => here.signal)
    const abandoned = Promise.all([1, 2, 3].map(() => limiter.turn(() => gone.signal)))
    let through = false
    void limiter.turn(() => here.signal)?.then(() => (through = true))
    gone.abort()
    await abandoned
    await clock.advance(1000)
    expect(through).toBe(true)
  })

  it('gives no turn to a line that ends as soon as it has asked', async () => {
    const clock = fakeClock()
    const limiter = new RateLimiter(1, clock)
    const here = new AbortController()
    await limiter.turn(() => here.signal)
    let gone: AbortController | undefined
    void limiter.turn(() => (gone ??= new AbortController()).signal)
    gone?.abort()
    let through = false
    void limiter.turn(() => here.signal)?.then(() => (through = true))
    await clock.advance(1000)
    expect(through).toBe(true)
  })
})
