import { expect, test } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { AddressQuotas } from '../../src/line/address-quotas.ts'

const addressLimits = { messagesPerSecond: 10, unattachedSockets: 2, unfinishedRequests: 2, keptBytes: 1_000 }

test('an address from which nothing has come lately is forgotten, and one that holds something is not', async () => {
  const clock = fakeClock()
  const quotas = new AddressQuotas({ clock, bytesPerMessage: 1_000, addressLimits })
  const holding = quotas.of('holding')
  holding.bytes.take(1)
  for (let number = 0; number < 100_000; number++) quotas.of(`address ${number}`)
  expect(quotas.size).toBeLessThan(2_100)
  expect(quotas.of('holding')).toBe(holding)
})

test('an address that has spent its budget is kept in mind until it is made up for', async () => {
  const clock = fakeClock()
  const quotas = new AddressQuotas({ clock, bytesPerMessage: 1_000, addressLimits })
  const spent = quotas.of('spent')
  spent.budget.spend({ messages: 20, bytes: 0 })
  const fill = () => Array.from({ length: 3_000 }, (_, number) => quotas.of(`address ${number}`))
  fill()
  expect(quotas.of('spent')).toBe(spent)
  await clock.advance(2_000)
  fill()
  expect(quotas.of('spent')).not.toBe(spent)
})

test('the addresses of one IPv6 network share a quota, however they are written', () => {
  const quotas = new AddressQuotas({ clock: fakeClock(), bytesPerMessage: 1_000, addressLimits })
  expect(quotas.of('2001:0db8::1')).toBe(quotas.of('2001:db8::2'))
  expect(quotas.of('::ffff:7f00:1')).toBe(quotas.of('127.0.0.1'))
  expect(quotas.of('::1')).not.toBe(quotas.of('127.0.0.1'))
})
