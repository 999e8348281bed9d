import { createFarSide, type FarSide, type Harness } from '@chat-transport/conformance'
import { backEndHand, type BackEndOptions } from './back-end-hand.ts'
import { memoryWire, type MemoryWire } from './memory-wire.ts'

/** A far side in memory, new each time, and the way to it. */
export function memoryFarSide(options: BackEndOptions = {}): MemoryWire & { readonly farSide: FarSide } {
  const { entrance, farSide } = createFarSide(backEndHand(options), () => wire.hand)
  const wire = memoryWire(entrance)
  return { ...wire, farSide }
}

/** A correct link in memory. */
export function memoryHarness(): Harness {
  const { open, farSide } = memoryFarSide()
  return { name: 'memory', open, far: farSide }
}
