// Chats that begin and end, and lines that break and heal, as often as `window.cycles` is told: several chats at a time, each
// with a line of its own.
const query = new URLSearchParams(location.search)
const { createChat, cometdTransport, webStorage } = ChatTransport
const chats = query.getAll('url').map((url, place) =>
  createChat({
    transport: cometdTransport({ url, transports: [query.get('transport')], retryDelayMs: () => 0 }),
    storage: webStorage({ prefix: `chat-${place}.` }),
  }),
)

/** The next time that the session has this status. */
const reaches = (session, status) =>
  new Promise((resolve, reject) => {
    if (session.status === 'ended') reject(new Error('the session has ended'))
    const stop = session.onStatusChanged(({ current }) => {
      if (current !== status) return
      stop()
      resolve()
    })
  })

const inAllChats = (run) => Promise.all(chats.map(run))

window.cycles = {
  startAndLeave: (rounds) =>
    inAllChats(async (chat) => {
      for (let round = 0; round < rounds; round++) {
        const session = await chat.startSession()
        await session.leave()
      }
    }),
  async breakAndHeal(rounds) {
    const sessions = await inAllChats((chat) => chat.startSession())
    for (let round = 0; round < rounds; round++) {
      let areLost = false
      const lost = Promise.all(sessions.map((session) => reaches(session, 'reconnecting'))).then(() => (areLost = true))
      while (!areLost) {
        await fetch('/break-the-lines')
        // Where long-polling had no request open just then, there was nothing to break.
        await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 200))])
      }
      await Promise.all(sessions.map((session) => session.status === 'connected' || reaches(session, 'connected')))
    }
    await Promise.all(sessions.map((session) => session.leave()))
  },
}
