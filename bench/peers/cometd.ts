import { createRequire } from 'node:module'
import type { RequestListener } from 'node:http'
import { visitByCometd } from './bare-cometd.ts'
import type { Peer } from './peer.ts'

type Listener = (
  ...args: [session: Session, channel: unknown, message: { readonly data: unknown }, done: () => void]
) => void
interface Session {
  deliver(sender: null, channel: string, data: unknown): void
}
interface Library {
  createCometDServer(options: object): {
    readonly handle: RequestListener
    createServerChannel(name: string): { addListener(event: 'message', listener: Listener): void }
  }
}

/** CometD at both ends, as it comes from npm: its server for Node speaks long-polling only. */
export const cometd: Peer = {
  serve(httpServer) {
    const library = createRequire(import.meta.url)('cometd-nodejs-server') as Library
    const server = library.createCometDServer({ maxSessionsPerBrowser: -1 })
    server.createServerChannel('/service/chat').addListener('message', (...[session, , { data }, done]) => {
      session.deliver(null, '/service/chat', data)
      done()
    })
    httpServer.on('request', server.handle)
  },
  visit: (url) =>
    visitByCometd({
      url: `${url}/cometd`,
      transport: 'long-polling',
      command: (text) => ({ text }),
      textOf: (data) => (data as { readonly text?: string } | undefined)?.text,
    }),
}
