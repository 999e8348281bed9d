// Chats that begin and end, and lines that break and heal, as often as `window.cycles` is told.
/* global ChatTransport */
const query = new URLSearchParams(location.search)
const { createChat, cometdTransport } = ChatTransport
const chat = createChat({
  transport: cometdTransport({
    url: query.get('url'),
    transports: [query.get('transport')],
    retryDelayMs: () => 0,
  }),
})

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

window.cycles = {
  async startAndLeave(times) {
    for (let count = 0; count < times; count++) {
      const session = await chat.startSession()
      await session.leave()
    }
    return true
  },
  async breakAndHeal(times) {
    const session = await chat.startSession()
    for (let count = 0; count < times; count++) {
      let isLost = false
      const lost = reaches(session, 'reconnecting').then(() => (isLost = true))
      while (!isLost) {
        await fetch('/break-the-line')
        // Where long-polling had no request open just then, there was nothing to break.
        await Promise.race([lost, new Promise((resolve) => setTimeout(resolve, 200))])
      }
      if (session.status !== 'connected') await reaches(session, 'connected')
    }
    await session.leave()
    return true
  },
}
