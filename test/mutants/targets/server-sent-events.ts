import { sseLink } from '../../../examples/custom-transport/src/sse-link.ts'
import { startSseFarSide } from '../../../examples/custom-transport/test/far-sides.ts'
import type { StartTarget } from './target.ts'

export const start: StartTarget = async () => {
  const { url, far } = await startSseFarSide()
  return { name: 'Server-Sent Events', open: sseLink(url), far }
}
