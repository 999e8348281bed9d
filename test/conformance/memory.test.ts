import { createChatBackend } from '@chat-transport/backend'
import type { VisitorEntrance } from '@chat-transport/backend'
import { createFarSide, defineConformanceTests, type WireHand } from '@chat-transport/conformance'
import { createFaults, withFaults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { afterAll, describe, it } from 'vitest'
import { backEndHand } from '../support/back-end-hand.ts'
import { deadlineMs } from './support/conforms-in-node.ts'

const backend = createChatBackend()
afterAll(() => backend.close())
const faults = createFaults()
const wire: WireHand = {
  cut: async () => faults.cut(),
  refuseLines: async (refuse) => faults.set({ refuse }),
  silence: async (silent) => (silent ? faults.silence() : faults.resume()),
  sendGarbage: async (text) => faults.inject(text),
}
const { attachGate, farSide } = createFarSide(backEndHand(backend), () => wire)
const open = withFaults(memoryLink(attachGate as VisitorEntrance, { heartbeatMs: 50 }), faults)

defineConformanceTests({ name: 'memory', open, far: farSide }, { describe, it }, { deadlineMs })
