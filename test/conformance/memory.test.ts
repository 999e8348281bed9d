import { createChatBackend } from '@chat-transport/backend'
import type { AttachHandler } from '@chat-transport/backend'
import { createFarSide, defineConformanceTests, type WireControl } from '@chat-transport/conformance'
import { createFaults, withFaults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { afterAll, describe, it } from 'vitest'
import { backEndControl } from '../support/back-end-control.ts'
import { deadlineMs } from './support/conforms-in-node.ts'

const backend = createChatBackend()
afterAll(() => backend.close())
const faults = createFaults()
const wire: WireControl = {
  cut: async () => faults.cut(),
  refuseLines: async (refuse) => faults.set({ refuse }),
  silence: async (silent) => (silent ? faults.silence() : faults.resume()),
  sendGarbage: async (text) => faults.inject(text),
}
const { attachHandler, farSide } = createFarSide(backEndControl(backend), () => wire)
const open = withFaults(memoryLink(attachHandler as AttachHandler, { heartbeatMs: 50 }), faults)

defineConformanceTests({ name: 'memory', open, far: farSide }, { describe, it }, { deadlineMs })
