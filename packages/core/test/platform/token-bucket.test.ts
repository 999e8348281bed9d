import { describe, expect, it } from 'vitest'
import { createTokenBucket } from '../../src/platform/token-bucket.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'

describe('a token bucket', () => {
  it('lets one second’s worth through at once, and the rest at its rate', async () => {
    const clock = fakeClock()
    const bucket = createTokenBucket({ perSecond: 2, clock })
    expect([bucket.tryAcquire(), bucket.tryAcquire(), bucket.tryAcquire()]).toEqual([true, true, false])
    expect(bucket.waitMs()).toBe(500)
    await clock.advance(500)
    expect([bucket.tryAcquire(), bucket.tryAcquire()]).toEqual([true, false])
  })

  it('holds no more than one second’s worth, however long nothing is taken', async () => {
    const clock = fakeClock()
    const bucket = createTokenBucket({ perSecond: 2, clock })
    await clock.advance(60_000)
    expect([bucket.tryAcquire(), bucket.tryAcquire(), bucket.tryAcquire()]).toEqual([true, true, false])
  })

  it('holds one token at least, also at a rate below one', async () => {
    const clock = fakeClock()
    const bucket = createTokenBucket({ perSecond: 0.5, clock })
    expect([bucket.tryAcquire(), bucket.tryAcquire()]).toEqual([true, false])
    expect(bucket.waitMs()).toBe(2000)
  })

  it('goes into debt for what has happened already, and says when it is paid', async () => {
    const clock = fakeClock()
    const bucket = createTokenBucket({ perSecond: 10, clock })
    bucket.spend(15)
    expect(bucket.waitMs(0)).toBe(500)
    await clock.advance(500)
    expect(bucket.waitMs(0)).toBe(0)
    expect(bucket.tryAcquire()).toBe(false)
  })

  it('holds as much as it is made for, and no more', async () => {
    const clock = fakeClock()
    const bucket = createTokenBucket({ perSecond: 1, burst: 3, clock })
    await clock.advance(60_000)
    expect([1, 2, 3, 4].map(() => bucket.tryAcquire())).toEqual([true, true, true, false])
    expect(bucket.waitMs()).toBe(1000)
  })
})
