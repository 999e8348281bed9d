import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { countedAddress, createClientAddress } from '../../src/http/client-address.ts'

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:0001:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['visitor of the proxy', 'visitor of the proxy'],
])('%s is counted as %s', (address, counted) => {
  expect(countedAddress(address)).toBe(counted)
})

test.each([
  ['throws', () => new URL('no address').host, 1],
  ['gives nothing', () => undefined, 0],
  ['gives no text', () => 7 as unknown as string, 0],
])('a clientAddress that %s leaves the address of the socket', (_name, clientAddress, errors) => {
  const logged: unknown[] = []
  const ignore = () => undefined
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (...all: unknown[]) => void logged.push(all) }
  const request = { socket: { remoteAddress: '192.0.2.7' } } as IncomingMessage
  expect(createClientAddress(clientAddress, logger)(request)).toBe('192.0.2.7')
  expect(logged).toHaveLength(errors)
})
