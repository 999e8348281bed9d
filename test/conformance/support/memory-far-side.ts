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
  let refusals = 0
  /** The number of lines on which something is done. */
  const onEach = (act: () => void): number => {
    const { openLines } = faults
    act()
    return openLines
  }
  const wire: WireControl = {
    cut: async () => onEach(() => faults.cut()),
    async refuseLines(refuse) {
      faults.set({ refuse })
      const count = refusals
      refusals = 0
      return count
    },
    silence: async (silent) => onEach(() => (silent ? faults.silence() : faults.resume())),
    sendGarbage: async (text) => onEach(() => faults.inject(text)),
  }
  const { attachHandler, farSide } = createFarSide(backEndControl(backend), () => wire)
  const faulty = withFaults(memoryLink(attachHandler as AttachHandler, { heartbeatMs: 50 }), faults)
  const open: OpenLink = (attach, line) => {
    if (faults.plan.refuse) refusals += 1
    return faulty(attach, line)
  }
  return { open, far: farSide, close: () => backend.close() }
}
