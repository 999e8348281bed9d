import { sseLink } from '../../../examples/custom-transport/src/sse-link.ts'
import { startSseFarSide } from '../../../examples/custom-transport/test/far-sides.ts'
import { inScope } from '../../support/cleanup.ts'
import { fetchAnew } from '../../support/fetch-anew.ts'
import type { StartTarget } from './target.ts'

/** As long as the process. */
export const start: StartTarget = async () => {
  await inScope(
    () => undefined,
    async () => fetchAnew(),
  )
  const { url, far } = await startSseFarSide()
  return { name: 'Server-Sent Events', open: sseLink(url), far }
}
