import { sseLink } from '/custom-transport/sse-link.js'
import { createFaults, withFaults } from '/dist/faults.js'
import { tappedTransport } from './tapped-transport.js'

// The plain script tags in index.html have defined them.
const { cometdTransport, linkedTransport } = globalThis.ChatTransport
const { sharedByTabs } = globalThis.ChatTransportTabs

/** What can happen to single events, which no line can do to them: a link of one's own takes it on in one call. */
const weathers = {
  fine: {},
  late: { delayMs: 500, jitterMs: 1_000 },
  twice: { duplicate: 1 },
  shuffled: { reorder: 0.5 },
}
const faults = createFaults()

/** All of them lead to one back end: a session that one has begun goes on over another, and the tabs share one line. */
const address = location.origin

/** The session knows no more of a transport than that it is one: CometD over what it may use, or one made from a link. */
const transports = {
  automatic: ({ cometd }) => cometdTransport({ url: cometd, address }),
  websocket: ({ cometd }) => cometdTransport({ url: cometd, address, transports: ['websocket'] }),
  'long-polling': ({ cometd }) => cometdTransport({ url: cometd, address, transports: ['long-polling'] }),
  'server-sent-events': ({ sse }) =>
    linkedTransport({ name: 'server-sent-events', address, open: withFaults(sseLink(sse), faults) }),
}

/** The transport of that name, shared by all tabs, but for one that is `alone`, as in a browser that cannot share. */
export function createTransport(choice, urls, { alone }) {
  const { [choice]: create = transports.automatic } = transports
  const line = create(urls)
  return tappedTransport(alone ? line : sharedByTabs(line))
}

export function setWeather(name) {
  faults.heal()
  faults.set(weathers[name] ?? weathers.fine)
}
