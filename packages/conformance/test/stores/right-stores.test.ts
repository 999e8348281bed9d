import { memorySessionStore } from '@chat-transport/backend'
import { defineStoreTests } from '@chat-transport/conformance/stores'
import { describe, it } from 'vitest'
import { durableStore } from '../broken-stores/durable-store.ts'

defineStoreTests({ name: 'a store in memory', createStore: () => memorySessionStore() }, { describe, it })
defineStoreTests(durableStore('a store that outlives its connections'), { describe, it })
