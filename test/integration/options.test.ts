import { createAgentApi, createWebhooks, findJsonMistake } from '@chat-transport/agent-api'
import { createChatBackend, memorySessionStore } from '@chat-transport/backend'
import { cometdTransport } from '@chat-transport/cometd'
import {
  createJudge,
  defineConformanceTests,
  farSideVerbs,
  runConformance,
  type Harness,
} from '@chat-transport/conformance'
import { runServerConformance } from '@chat-transport/conformance/server'
import {
  createStoreJudge,
  defineStoreTests,
  runStoreConformance,
  type StoreHarness,
} from '@chat-transport/conformance/stores'
import {
  cookieStorage,
  createChat,
  createTokenBucket,
  groupMessages,
  linkedTransport,
  silentLogger,
  systemClock,
  systemNetworkStatus,
  trackConnectivity,
  webStorage,
  type TransportListener,
} from '@chat-transport/core'
import { createFaults } from '@chat-transport/faults'
import { createFileSender, forgetFiles, keptUploads, sessionUploads, uploadFile } from '@chat-transport/files'
import { memoryLink, memoryTransport } from '@chat-transport/memory'
import { recordSession, replaySession, type SessionLog } from '@chat-transport/recorder'
import { createChatServer } from '@chat-transport/server'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { sharedByTabs, sharedState } from '@chat-transport/tabs'
import { createWidgetModel, widgetTabs } from '@chat-transport/widget'
import { afterAll, expect, test } from 'vitest'
import { alias } from '../../vitest.config.ts'
import { optionTakers } from './support/option-takers.ts'

const open = () => () => undefined
const transport = linkedTransport({ name: 'none', open })
const chat = createChat({ transport })
const tabs = sharedByTabs(transport)
const backend = createChatBackend()
afterAll(() => backend.close())
const signal = new AbortController().signal
const far = Object.fromEntries(farSideVerbs.map((verb) => [verb, open]))
const harness = { name: 'none', open, far } as unknown as Harness
const storeHarness: StoreHarness = { name: 'none', createStore: () => memorySessionStore() }
const runner = { describe: () => undefined, it: () => undefined }

/** How each is called with options, and what it needs besides. */
const calls: Readonly<Record<string, (options: object) => unknown>> = {
  cometdTransport: (options) => cometdTransport({ url: '/cometd', ...options }),
  cookieStorage: (options) => cookieStorage(options),
  createAgentApi: (options) => createAgentApi({ backend, authenticate: () => undefined, ...options }),
  createChat: (options) => createChat({ transport, ...options }),
  createChatBackend: (options) => createChatBackend(options),
  createChatServer: (options) => createChatServer(options),
  createFaults: (options) => createFaults(options),
  createFileSender: (options) => createFileSender({} as never, options),
  createJudge: (options) => createJudge(harness, options),
  createStoreJudge: (options) => createStoreJudge(storeHarness, options),
  createTokenBucket: (options) => createTokenBucket({ perSecond: 1, clock: systemClock, ...options }),
  createWebhooks: (options) => createWebhooks({ backend, endpoints: [], ...options }),
  createWidgetModel: (options) => createWidgetModel({ chat, ...options }),
  defineConformanceTests: (options) => defineConformanceTests(harness, runner, options),
  defineStoreTests: (options) => defineStoreTests(storeHarness, runner, options),
  findJsonMistake: (options) => findJsonMistake('{}', options),
  forgetFiles: (options) => forgetFiles(options),
  groupMessages: (options) => groupMessages([], { visitor: { id: 'v', name: 'Ada', type: 'client' }, ...options }),
  keptUploads: (options) => keptUploads(options),
  linkedTransport: (options) => linkedTransport({ name: 'none', open, ...options }),
  memoryLink: (options) => memoryLink({} as never, options),
  memorySessionStore: (options) => memorySessionStore(options),
  memoryTransport: (options) => memoryTransport(options),
  recordSession: (options) => recordSession(transport, options),
  replaySession: (options) => replaySession({} as SessionLog, options),
  runConformance: (options) => runConformance(harness, options),
  runServerConformance: (options) => runServerConformance(options),
  runStoreConformance: (options) => runStoreConformance(storeHarness, options),
  sessionUploads: (options) => sessionUploads({ sessionId: 's', uploads: () => ({}) as never, ...options }),
  sharedByTabs: (options) => sharedByTabs(transport, options),
  sharedState: (options) => sharedState('state', {}, options),
  sqliteSessionStore: (options) => sqliteSessionStore({ file: 'none', ...options }),
  trackConnectivity: (options) =>
    trackConnectivity({} as TransportListener, {
      interruptionTimeoutMs: 1,
      clock: systemClock,
      network: systemNetworkStatus,
      logger: silentLogger,
      signal,
      ...options,
    }),
  uploadFile: (options) => uploadFile(new Blob(), { url: 'https://a.example', token: 't', name: 'n', ...options }),
  valkeySessionStore: (options) => valkeySessionStore(options),
  webStorage: (options) => webStorage(options),
  widgetTabs: (options) => widgetTabs(tabs, options),
}

/** These leave their options to another one. */
const checkedBy: Readonly<Record<string, string>> = {
  defineConformanceTests: 'createJudge',
  runConformance: 'createJudge',
  defineStoreTests: 'createStoreJudge',
  runStoreConformance: 'createStoreJudge',
}

const takers = optionTakers(Object.values(alias))

test('every exported function that takes options is tried here', () => {
  expect(Object.keys(calls).sort()).toEqual([...takers.keys()].sort())
})

/** No option is a symbol. */
test.each([...takers])(
  '%s refuses what none of its options can be, and a name that none of them has',
  async (name, options) => {
    const refusal = async (given: object) => {
      const result = (async () => calls[name]?.(given))()
      return result.then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    }
    const owner = checkedBy[name] ?? name
    for (const option of options)
      expect(await refusal({ [option]: Symbol(option) })).toMatch(
        new RegExp(`^${owner} ${option}: expected .*, got symbol`),
      )
    expect(await refusal({ elephants: 1 })).toMatch(new RegExp(`^${owner} elephants: there is no such option`))
  },
)
