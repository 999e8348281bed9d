/**
 * CometD's client makes all its transports in its constructor, so no bundler can shake off those we never use: JSONP
 * polling, and its own WebSocket and long-polling (ours replace them). In the script-tag bundle all become this,
 * 3.2 kB gzip less.
 */
const spareTransports = ['CallbackPollingTransport', 'LongPollingTransport', 'WebSocketTransport']

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
