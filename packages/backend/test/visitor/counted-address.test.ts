import { expect, it } from 'vitest'
import { countedAddress } from '../../src/visitor/counted-address.ts'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
  ['172.15.0.1', '172.15.0.1'],
  ['172.16.0.1', undefined],
  ['::ffff:10.0.0.1', undefined],
  ['169.254.1.1', undefined],
  ['fe80::1%eth0', undefined],
  ['fd12:3456::1', undefined],
  ['::1', undefined],
  ['', undefined],
  [undefined, undefined],
])('counts %o as %o', (address, counted) => {
  expect(countedAddress(address)).toBe(counted)
})
