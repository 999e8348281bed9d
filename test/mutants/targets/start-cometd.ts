import { cometdLink } from '../../../packages/cometd/src/cometd-link.ts'
import { startReferenceFarSide } from '../../conformance/support/reference-far-side.ts'
import { inScope } from '../../support/cleanup.ts'
import { fetchAnew } from '../../support/fetch-anew.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import type { StartTarget } from './target.ts'

const carriers = { websocket: 'socket', 'long-polling': 'requests' } as const

/** The CometD link to the reference server, in Node with the globals of a page. All of it lasts as long as the process. */
export const startCometd =
  (transport: keyof typeof carriers): StartTarget =>
  async () => {
    const { url, far } = await inScope(
      () => undefined,
      async () => {
        installBrowserGlobals()
        fetchAnew()
        return startReferenceFarSide({ carrier: carriers[transport], pageOrigin: 'http://127.0.0.1' })
      },
    )
    return { name: transport, open: cometdLink({ url, transport }), far }
  }
