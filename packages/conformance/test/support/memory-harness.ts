import { ChatRefusal, createChatBackend } from '@chat-transport/backend'
import type { CommandDecorator } from '@chat-transport/backend'
import { createFarSide, type FarSide, type Harness } from '@chat-transport/conformance'
import type { ChatCommand } from '@chat-transport/core'
import { backEndControl } from '../../../../test/support/back-end-control.ts'
import { memoryWire, type MemoryWire } from './memory-wire.ts'

export interface FarSideOptions {
  /** Types of command that the back end does not know. @default none */
  readonly refuses?: readonly ChatCommand['type'][]
}

/** Creates a far side in memory, and the wire to it. */
export function memoryFarSide({ refuses = [] }: FarSideOptions = {}): MemoryWire & { readonly farSide: FarSide } {
  const unknown: CommandDecorator = (command) =>
    refuses.includes(command.type) ? new ChatRefusal(1, 'unknown chat command') : command
  const backend = createChatBackend({ decorators: [unknown] })
  const { attachHandler, farSide } = createFarSide(backEndControl(backend), () => wire.control)
  const wire = memoryWire(attachHandler)
  return { ...wire, farSide }
}

/** A correct link in memory. */
export function memoryHarness(): Harness {
  const { open, farSide } = memoryFarSide()
  return { name: 'memory', open, far: farSide }
}
