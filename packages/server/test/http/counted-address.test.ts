import { expect, it } from 'vitest'
import { countedAddress } from '../../src/http/counted-address.ts'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::ffff:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:FFFF:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::6', '2001:db8:1:2::/64'],
  ['2001:0db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2:3:4:5::', '2001:db8:1:2::/64'],
  [' 172.15.0.1 ', '172.15.0.1'],
  ['visitor of the proxy', 'visitor of the proxy'],
  ['x'.repeat(1_000), 'x'.repeat(100)],
])('counts %o as %o', (address, key) => {
  expect(countedAddress(address)).toEqual({ key, isPrivate: false })
})

it.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:7f00:1', '127.0.0.1'],
  ['::1', '0:0:0:0::/64'],
  ['10.0.0.1', '10.0.0.1'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['172.16.0.1', '172.16.0.1'],
  ['192.168.0.7', '192.168.0.7'],
  ['169.254.1.1', '169.254.1.1'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['fd12:3456::1', 'fd12:3456:0:0::/64'],
])('counts %o as %o, which is private', (address, key) => {
  expect(countedAddress(address)).toEqual({ key, isPrivate: true })
})

it.each(['', ' ', undefined])('counts %o as no address', (address) => {
  expect(countedAddress(address)).toBeUndefined()
})
