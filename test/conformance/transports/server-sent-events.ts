import { sseLink } from '../../../examples/custom-transport/src/sse-link.ts'
import type { HarnessFor } from '../support/networked-transport.ts'

export const harnessFor: HarnessFor = (url) => ({ open: sseLink(url) })
