import { webSocketLink } from '../../../examples/custom-transport/src/web-socket-link.ts'
import type { HarnessFor } from '../support/networked-transport.ts'

export const harnessFor: HarnessFor = (url) => ({ open: webSocketLink(url) })
