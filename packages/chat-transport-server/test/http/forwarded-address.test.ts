import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { forwardedAddress } from '../../src/http/forwarded-address.ts'

const request = (forwarded?: string) =>
  ({
    headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) },
    socket: { remoteAddress: '10.0.0.9' },
  }) as unknown as IncomingMessage

test.each([
  { behind: 'one proxy: the entry that it has added', proxies: 1, forwarded: '198.51.100.7', address: '198.51.100.7' },
  {
    behind: 'one proxy that a client lies to',
    proxies: 1,
    forwarded: '1.1.1.1, 198.51.100.7',
    address: '198.51.100.7',
  },
  {
    behind: 'two: the entry of the first',
    proxies: 2,
    forwarded: '1.1.1.1, 198.51.100.7, 10.0.0.1',
    address: '198.51.100.7',
  },
  { behind: 'two, of which one has added nothing', proxies: 2, forwarded: '198.51.100.7', address: '198.51.100.7' },
  { behind: 'one that adds nothing: that of the socket', proxies: 1, forwarded: undefined, address: '10.0.0.9' },
  { behind: 'one that adds emptiness', proxies: 1, forwarded: ' , ', address: '10.0.0.9' },
])('behind $behind', ({ proxies, forwarded, address }) => {
  expect(forwardedAddress(proxies)(request(forwarded))).toBe(address)
})
