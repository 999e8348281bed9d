import { ChatRefusal, createChatBackend } from '@chat-transport/backend'
import type { CommandDecorator } from '@chat-transport/backend'
import { createFarSide, type FarSide, type Harness } from '@chat-transport/conformance'
import type { ChatCommand } from '@chat-transport/core'
import { backEndHand } from '../../../../test/support/back-end-hand.ts'
import { memoryWire, type MemoryWire } from './memory-wire.ts'

export interface FarSideOptions {
  /** Types of command that the back end does not know. @default none */
  readonly refuses?: readonly ChatCommand['type'][]
}

/** A far side in memory, new each time, and the way to it. */
export function memoryFarSide({ refuses = [] }: FarSideOptions = {}): MemoryWire & { readonly farSide: FarSide } {
  const unknown: CommandDecorator = (command) =>
    refuses.includes(command.type) ? new ChatRefusal(1, 'unknown chat command') : command
  const backend = createChatBackend({ decorators: [unknown] })
  const { attachGate, farSide } = createFarSide(backEndHand(backend), () => wire.hand)
  const wire = memoryWire(attachGate)
  return { ...wire, farSide }
}

/** A correct link in memory. */
export function memoryHarness(): Harness {
  const { open, farSide } = memoryFarSide()
  return { name: 'memory', open, far: farSide }
}
