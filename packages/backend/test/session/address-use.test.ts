import { expect, it } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { defaultLimits } from '../../src/limits.ts'
import { AddressesInUse } from '../../src/session/address-use.ts'

it('forgets addresses that have no session and have started none lately, however many there were', async () => {
  const clock = fakeClock()
  const addresses = new AddressesInUse<object>(clock, defaultLimits)
  const busy = addresses.of('198.51.100.1')
  if (busy) busy.places = 1
  for (let minute = 0; minute < 10; minute++) {
    for (let count = 0; count < 900; count++) addresses.of(`2001:db8:${minute}:${count.toString(16)}::1`)?.mayStart()
    await clock.advance(60_000)
  }
  expect(addresses.size).toBeLessThan(3_000)
  expect(addresses.of('198.51.100.1')).toBe(busy)
})

it('lets an address start one minute’s worth at once, and then one after another', async () => {
  const clock = fakeClock()
  const use = new AddressesInUse<object>(clock, { ...defaultLimits, startsPerMinute: 6 }).of('198.51.100.1')
  const started = () => Array.from({ length: 10 }, () => use?.mayStart()).filter(Boolean).length
  expect(started()).toBe(6)
  await clock.advance(9_999)
  expect(started()).toBe(0)
  await clock.advance(1)
  expect(started()).toBe(1)
  await clock.advance(3_600_000)
  expect(started()).toBe(6)
})
