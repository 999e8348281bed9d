import { createChatBackend } from '@chat-transport/backend'
import { createChatServer } from '@chat-transport/server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { resolveFrontOptions } from '../src/chat-server-options.ts'

describe('options', () => {
  test.each([
    [{ path: 'cometd' }, TypeError, /path/],
    [{ path: '/cometd/' }, TypeError, /path/],
    [{ allowedOrigins: 'https://shop.example' }, TypeError, /allowedOrigins: expected .*, got string$/],
    [{ allowedOrigins: ['https://shop.example/'] }, TypeError, /allowedOrigins\[0\]/],
    [
      { allowedOrigin: [] },
      TypeError,
      /^createChatServer allowedOrigin: there is no such option\. Did you mean allowedOrigins\?$/,
    ],
    [{ sessionTimeout: 1 }, TypeError, /^createChatServer sessionTimeout: .* Did you mean sessionTimeoutMs\?$/],
    [{ limits: { maxSession: 1 } }, TypeError, /^createChatServer limits.maxSession: .* maxSessions\?$/],
    [{ addressLimits: { keptByte: 1 } }, TypeError, /^createChatServer addressLimits.keptByte: .* keptBytes\?$/],
    [{ files: { directory: 'x', maxByte: 1 } }, TypeError, /^createChatServer files.maxByte: .* maxBytes\?$/],
    [{ elephants: 1 }, TypeError, /^createChatServer elephants: there is no such option\. There are store, /],
    [{ heartbeatMs: 10_001 }, RangeError, /heartbeatMs/],
    [{ heartbeatMs: '10' }, TypeError, /heartbeatMs/],
    [{ absenceTimeoutMs: 0 }, RangeError, /absenceTimeoutMs/],
    [{ maxFrameBytes: 1.5 }, RangeError, /maxFrameBytes/],
    [{ messagesPerSecond: 0 }, RangeError, /messagesPerSecond/],
    [{ maxConnections: NaN }, RangeError, /maxConnections/],
    [{ closeTimeoutMs: -1 }, RangeError, /closeTimeoutMs/],
    [{ logger: {} }, TypeError, /logger/],
    [{ clock: {} }, TypeError, /clock/],
    [{ sessionTimeoutMs: 0 }, RangeError, /^createChatServer sessionTimeoutMs: expected .*, got 0$/],
    [{ limits: { maxDevices: 0 } }, RangeError, /^createChatServer limits.maxDevices: expected .*, got 0$/],
    [{ addressLimits: 7 }, TypeError, /^createChatServer addressLimits: expected an object, got 7$/],
    [{ backend: {} }, TypeError, /createChatServer backend: expected what createChatBackend\(\) returns, got object$/],
    [null, TypeError, /options/],
    [
      { maxFrameBytes: 32_768 },
      RangeError,
      /^createChatServer maxFrameBytes: expected .* at least 33792, which is limits\.maxMessageBytes .*, got 32768$/,
    ],
    [
      { maxFrameBytes: 10 },
      RangeError,
      /^createChatServer maxFrameBytes: expected a whole number from 1024 to 33554432, got 10$/,
    ],
  ])('such as %j are refused by name', (options, kind, name) => {
    const create = () => createChatServer(options as never)
    expect(create).toThrow(kind)
    expect(create).toThrow(name)
  })

  test('of a back end do not go with one that is given', () => {
    const backend = createChatBackend()
    onTestFinished(() => backend.close())
    expect(() => createChatServer({ backend, sessionTimeoutMs: 1 })).toThrow(
      /^createChatServer sessionTimeoutMs: expected nothing, .* option of the backend/,
    )
  })

  test('give frames room for the largest command, whatever the limit of commands is', () => {
    const limitsOf = (maxMessageBytes: number) => ({ maxMessageBytes, commandsPerSecond: 20 })
    const frameBytes = (maxMessageBytes: number) => resolveFrontOptions({}, limitsOf(maxMessageBytes)).maxFrameBytes
    expect([1_024, 32_768, 1_048_576].map(frameBytes)).toEqual([262_144, 262_144, 2_097_152])
    expect(() => resolveFrontOptions({ maxFrameBytes: 4_000 }, limitsOf(4_000))).toThrow(RangeError)
    expect(resolveFrontOptions({ maxFrameBytes: 5_024 }, limitsOf(4_000)).maxFrameBytes).toBe(5_024)
  })

  test('that are undefined count as not given', async () => {
    const server = createChatServer({ path: undefined, logger: undefined } as never)
    onTestFinished(() => server.close())
    expect(server.backend).toBeDefined()
  })
})
