import { expect, test } from 'vitest'
import * as sdk from '@chat-transport/browser'

test('the global holds the session, both contracts, the CometD transport and the storages', () => {
  expect(Object.keys(sdk)).toEqual(
    expect.arrayContaining([
      'createChat',
      'cometdTransport',
      'linkedTransport',
      'trackConnectivity',
      'webStorage',
      'cookieStorage',
      'memoryStorage',
      'ChatError',
      'ErrorCode',
      'errorCategory',
    ]),
  )
})
