// The page of a visitor, over one transport: chats, and keeps a record of all that it sees in `window.visitor`.
const query = new URLSearchParams(location.search)
const retryDelayMs = query.get('retryDelayMs')

const visitor = {
  /** What the session told, in words and in order: texts of messages, statuses, codes of errors. */
  story: [],
  /** How the chat came about. */
  began: undefined,
  shownFromCache: 0,
  violations: [],
  uncaught: [],
  /** Turns of a timer without delay. */
  turns: 0,
  get texts() {
    return visitor.story.filter((entry) => entry.startsWith('"')).map((entry) => JSON.parse(entry))
  },
  get status() {
    return visitor.session?.status
  },
  say: (text) => visitor.session.sendMessage(text).then(() => true),
}
window.visitor = visitor

addEventListener('pageshow', ({ persisted }) => (visitor.shownFromCache += persisted ? 1 : 0))
addEventListener('error', ({ message }) => visitor.uncaught.push(message))
addEventListener('unhandledrejection', ({ reason }) => visitor.uncaught.push(String(reason)))
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  visitor.violations.push(`${violatedDirective} ${blockedURI}`),
)
function turn() {
  visitor.turns++
  setTimeout(turn, 0)
}
turn()

const { createChat, cometdTransport } = ChatTransport
const transport = cometdTransport({
  url: query.get('url'),
  transports: [query.get('transport')],
  interruptionTimeoutMs: 500,
  ...(retryDelayMs && { retryDelayMs: () => Number(retryDelayMs) }),
})
const chat = createChat({ transport })

async function begin() {
  const restored = await chat.restoreSession()
  const session = restored ?? (await chat.startSession({ nickname: 'Ada' }))
  const tell = (entry) => void visitor.story.push(entry)
  session.onMessageReceived(({ content }) => tell(JSON.stringify(content.text)))
  session.onStatusChanged(({ current }) => tell(current))
  session.onInterrupted(() => tell('told of the interruption'))
  session.onContinued(() => tell('told that it goes on'))
  session.onError(({ error }) => tell(`error ${error.code}`))
  session.onSessionEnded(({ reason }) => tell(`ended: ${reason}`))
  visitor.session = session
  visitor.began = restored ? 'restored' : 'started'
}
begin().catch((error) => (visitor.began = `failed: ${error.code ?? error.name} ${error.message}`))
