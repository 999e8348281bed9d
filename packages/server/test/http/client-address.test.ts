import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createClientAddress } from '../../src/http/client-address.ts'

test.each([
  ['throws', () => new URL('no address').host, 1],
  ['gives nothing', () => undefined, 0],
  ['gives blanks', () => ' ', 0],
  ['gives no text', () => 7 as unknown as string, 0],
])('a clientAddress that %s leaves the address of the socket', (_name, clientAddress, errors) => {
  const logged: unknown[] = []
  const ignore = () => undefined
  const logger = { debug: ignore, info: ignore, warn: ignore, error: (...all: unknown[]) => void logged.push(all) }
  const request = { socket: { remoteAddress: '192.0.2.7' } } as IncomingMessage
  expect(createClientAddress(clientAddress, logger)(request)).toBe('192.0.2.7')
  expect(logged).toHaveLength(errors)
})
