import { createChatBackend } from '@chat-transport/backend'
import type { AttachHandler } from '@chat-transport/backend'
import { createFarSide, type FarSide, type WireControl } from '@chat-transport/conformance'
import type { OpenLink } from '@chat-transport/core'
import { createFaults, withFaults } from '@chat-transport/faults'
import { memoryLink } from '@chat-transport/memory'
import { backEndControl } from '../../support/back-end-control.ts'

/** A back end in this process, the kit's control of it, and a right link to it. */
export interface MemoryFarSide {
  readonly open: OpenLink
  readonly far: FarSide
  close(): void
}

export function startMemoryFarSide(): MemoryFarSide {
  const backend = createChatBackend()
  const faults = createFaults()
  const wire: WireControl = {
    cut: async () => faults.cut(),
    refuseLines: async (refuse) => faults.set({ refuse }),
    silence: async (silent) => (silent ? faults.silence() : faults.resume()),
    sendGarbage: async (text) => faults.inject(text),
  }
  const { attachHandler, farSide } = createFarSide(backEndControl(backend), () => wire)
  const open = withFaults(memoryLink(attachHandler as AttachHandler, { heartbeatMs: 50 }), faults)
  return { open, far: farSide, close: () => backend.close() }
}
