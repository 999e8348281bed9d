// A page of a site whose tabs share one chat, as a site owner would write it; `window.tab` is what a test sees of it.
const query = new URLSearchParams(location.search)
const { createChat, cometdTransport, webStorage } = ChatTransport

// Before the chat's own listener, which lets another tab lead.
const goes = () => transport.leads && gone.postMessage(Date.now())
const gone = query.has('timed') && new BroadcastChannel('gone')
if (gone) {
  gone.onmessage = ({ data }) => timeHandOver(data)
  addEventListener('pagehide', goes)
}

const line = cometdTransport({ url: query.get('url'), transports: ['websocket'] })
const silenceTimeoutMs = Number(query.get('silenceTimeoutMs') ?? 15_000)
const transport = query.has('alone') ? line : ChatTransportTabs.sharedByTabs(line, { silenceTimeoutMs })
const chat = createChat({ transport, storage: webStorage({ area: query.get('area') ?? 'local' }) })
const session = chat.openSession({ nickname: 'Ada' })

const textOf = ({ event }) => (event?.type === 'EventMessage' ? [event.content.text] : [])
const tab = {
  goes,
  chat,
  session,
  /** Of this document: one that is loaded anew has another. */
  name: Math.random().toString(36).slice(2, 8),
  said: 0,
  interruptions: 0,
  shownFromCache: 0,
  uncaught: [],
  /** Each time that the tab that led has closed: when, when something said at that moment was at the server, and when this was connected again. */
  handOvers: [],
  get leads() {
    return transport.leads
  },
  get status() {
    return session.status
  },
  /** What has been said and is at the server, in the order in which this tab shows it. */
  get shown() {
    return session.transcript.filter(({ delivery }) => delivery === undefined || delivery === 'sent').flatMap(textOf)
  },
  /** Nothing that it has said waits for the server. */
  get isSettled() {
    return session.transcript.every(({ delivery }) => delivery === undefined || delivery === 'sent')
  },
  /** Says so many messages without waiting for the server; returns their texts. */
  say(count) {
    return Array.from({ length: count }, () => {
      const text = nextText()
      void session.sendMessage(text)
      return text
    })
  },
}
const nextText = () => `${tab.name} ${++tab.said}`
window.tab = tab

function timeHandOver(goneAt) {
  const handOver = { goneAt }
  tab.handOvers.push(handOver)
  void session.sendMessage(nextText()).then(() => (handOver.acknowledgedAt = Date.now()))
  const stop = session.onStatusChanged(({ current }) => {
    if (current !== 'connected') return
    handOver.connectedAt = Date.now()
    stop()
  })
}

session.onInterrupted(() => tab.interruptions++)
addEventListener('pageshow', ({ persisted }) => (tab.shownFromCache += persisted ? 1 : 0))
addEventListener('error', ({ message }) => tab.uncaught.push(message))
addEventListener('unhandledrejection', ({ reason }) => tab.uncaught.push(String(reason)))
if (document.prerendering) void fetch('/prerendering')
