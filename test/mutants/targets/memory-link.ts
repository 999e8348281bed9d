import { startMemoryFarSide } from '../../conformance/support/memory-far-side.ts'
import type { StartTarget } from './target.ts'

export const start: StartTarget = async () => {
  const { open, far } = startMemoryFarSide()
  return { name: 'memory', open, far }
}
