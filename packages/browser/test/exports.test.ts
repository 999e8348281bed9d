import { expect, test } from 'vitest'
import * as sdk from '@chat-transport/browser'

test('the global holds the session, both contracts, the CometD transport and the storages, and nothing else', () => {
  expect(Object.keys(sdk).sort()).toEqual([
    'ChatError',
    'ErrorCode',
    'cometdTransport',
    'cookieStorage',
    'createChat',
    'errorCategory',
    'linkedTransport',
    'memoryStorage',
    'silentLogger',
    'systemClock',
    'systemNetworkStatus',
    'trackConnectivity',
    'webStorage',
  ])
})
