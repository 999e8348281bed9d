import type { CometdTransportType } from '@chat-transport/cometd'
import type { HarnessFor } from '../support/networked-transport.ts'

/** Imports link and transport only when they are needed, so that the kit sees what importing the package does (T14). */
export const cometdHarness =
  (transport: CometdTransportType): HarnessFor =>
  (url) => ({
    async open(attach, line) {
      const { cometdLink } = await import('../../../packages/cometd/src/cometd-link.ts')
      return cometdLink({ url, transport })(attach, line)
    },
    async createTransport(options) {
      const { cometdTransport } = await import('@chat-transport/cometd')
      return cometdTransport({ ...options, url, transports: [transport] })
    },
  })
