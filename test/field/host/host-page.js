// A page that has a chat for each `url` in its address, as a site owner would write it. `window.widgets` are the chats; what
// they tell is kept as text, since a library of the page may change how lists become JSON.
const query = new URLSearchParams(location.search)
const { cometdTransport, createChat, systemClock, webStorage } = ChatTransport
const { cookieStorage } = ChatTransportCookies
const wallClockMs = Number(query.get('wallClockMs') ?? 0)

const host = { warnings: '', uncaught: '' }
window.host = host
addEventListener('error', ({ message }) => (host.uncaught += `${message}\n`))
addEventListener('unhandledrejection', ({ reason }) => (host.uncaught += `${reason}\n`))

const ignore = () => undefined
const warn = (text, detail = '') => (host.warnings += `${text} ${detail}\n`)
const logger = { debug: ignore, info: ignore, warn, error: warn }

function widget(url) {
  const chat = createChat({
    transport: cometdTransport({ url, transports: query.getAll('transport') }),
    logger,
    clock: { ...systemClock, now: () => Date.now() + wallClockMs },
    ...(query.has('inCookie') && { storage: cookieStorage() }),
    ...(query.has('sharedByTabs') && { storage: webStorage({ area: 'local' }) }),
    ...(query.has('visitor') && { visitor: query.get('visitor') }),
  })
  const self = {
    chat,
    /** How the chat came about, once it has. */
    began: undefined,
    session: undefined,
    /** The texts of the transcript, each with how far it has come. */
    get shown() {
      let shown = ''
      for (const { command, delivery, event } of self.session?.transcript ?? []) {
        const { text } = (event ?? command).content ?? {}
        if (text) shown += `${text} (${delivery ?? 'received'})\n`
      }
      return shown
    },
    say: (text) => void self.session.sendMessage(text),
  }
  self.opened = (session, how) => {
    self.session = session
    self.began = how
    session.onError(({ error }) => warn(`error ${error.code}`))
  }
  const start = async () => self.opened(await chat.startSession({ nickname: 'Ada' }), 'started')
  const restore = async (otherwise) => {
    const restored = await chat.restoreSession()
    if (restored) self.opened(restored, 'restored')
    else await otherwise()
  }
  const ways = {
    start,
    restore: () => restore(() => (self.began = 'nothing to restore')),
    'restore or start': () => restore(start),
    'at once': async () => self.opened(chat.openSession(), 'opened at once'),
    'with the first message': async () =>
      self.opened(chat.openSession({}, { start: 'first-message' }), 'opened at once'),
    later: ignore,
  }
  self.begin = async (way) => {
    self.began = undefined
    try {
      await ways[way]()
    } catch (error) {
      self.began = `failed: ${error.event ? error.code : error.name} ${error.message}`
    }
  }
  void self.begin(query.get('begins'))
  return self
}

const widgets = []
for (const url of query.getAll('url')) widgets.push(widget(url))
window.widgets = widgets
if (document.prerendering) void fetch(`/prerendering?${location.href}`)
