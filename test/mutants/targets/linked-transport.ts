import { startMemoryFarSide } from '../../conformance/support/memory-far-side.ts'
import { linkedTransport } from '@chat-transport/core'
import type { StartTarget } from './target.ts'

/** `linkedTransport` over a right link. */
export const start: StartTarget = async () => {
  const { open, far } = startMemoryFarSide()
  return {
    name: 'linked transport',
    far,
    createTransport: (options) => linkedTransport({ ...options, name: 'memory', open }),
  }
}
