/**
 * CometD's client makes all its transports in its constructor, so no bundler can shake off the two we never use: JSONP
 * polling, and its own WebSocket (ours replaces it). In the script-tag bundle both become this, 1.9 kB gzip less.
 */
const spareTransports = ['CallbackPollingTransport', 'WebSocketTransport']

const stub = (name) => `
import { Transport } from './Transport.js'
/** Takes part in no negotiation. */
export class ${name} extends Transport {
  accept() {
    return false
  }
}
`

export function withoutSpareTransports() {
  return {
    name: 'without-spare-transports',
    load(id) {
      const name = spareTransports.find((transport) => id.endsWith(`/cometd/${transport}.js`))
      return name ? { code: stub(name), moduleSideEffects: false } : null
    },
  }
}
