import { defineConformanceTests, type Harness } from '@chat-transport/conformance'
import { linkedTransport } from '@chat-transport/core'
import { recordSession } from '@chat-transport/recorder'
import { afterAll, describe, it } from 'vitest'
import { deadlineMs } from './support/conforms-in-node.ts'
import { startMemoryFarSide } from './support/memory-far-side.ts'

const { open, far, close } = startMemoryFarSide()
afterAll(close)

const createTransport: Harness['createTransport'] = (options) =>
  recordSession(linkedTransport({ name: 'memory', open, ...options }), { clock: options.clock })

defineConformanceTests({ name: 'memory, recorded', far, createTransport }, { describe, it }, { deadlineMs })
