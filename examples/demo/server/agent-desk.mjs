import { createBot } from './bot.mjs'

/** The person at the console. */
const grace = { name: 'Grace', type: 'agent' }
const keptAfterEndMs = 60_000

/**
 * Who answers the chats: Grace, when somebody at the console has joined, and the bot otherwise. Publishes each session as
 * the console shows it whenever something in it changes.
 *
 * @param {(event: object) => void} publish
 */
export function createAgentDesk(publish) {
  /** @type {Map<string, ReturnType<typeof seatAt>>} */
  const seats = new Map()

  const forget = (id) => {
    if (!seats.delete(id)) return
    publish({ type: 'sessions-gone', ids: [id] })
  }

  const seat = (id) => {
    const found = seats.get(id)
    if (!found) throw new Error('This chat is not known any more')
    return found
  }

  return {
    snapshot: () => [...seats.values()].map((each) => ({ type: 'session', session: each.view() })),
    /** Takes on a session whose visitor has connected. */
    take(session) {
      const changed = () => {
        const known = seats.get(session.id)
        if (known) publish({ type: 'session', session: known.view() })
      }
      seats.set(session.id, seatAt(session, changed))
      session.onEnded(({ event }) => {
        seats.get(session.id)?.close()
        if (!event) return forget(session.id)
        setTimeout(() => forget(session.id), keptAfterEndMs).unref()
      })
      changed()
    },
    forgetAll() {
      for (const [id, each] of seats) {
        each.close()
        forget(id)
      }
    },
    seat,
  }
}

/** One session as the desk has it: what is known of it, and who sits there. */
function seatAt(session, changed) {
  const events = []
  const readers = new Map()
  let visitorTyping = false
  const bot = createBot(session)
  /** Grace, while she is in the chat. */
  let agent

  session.onTranscript((event) => {
    events.push(event)
    if (event.type === 'EventMessage' && event.party.id === session.party.id) visitorTyping = false
    changed()
    agent?.markRead(event.index).catch(ignoreEnded)
  })
  session.onTyping(({ isTyping }) => {
    visitorTyping = isTyping
    changed()
  })
  session.onRead(({ party, upTo }) => {
    readers.set(party.id, upTo)
    changed()
  })
  session.onVisitorAttached(changed)
  session.onVisitorDetached(changed)
  session.transcript().then((kept) => {
    events.unshift(...kept.filter(({ index }) => index < (events[0]?.index ?? Infinity)))
    changed()
    bot.sitDown()
  }, ignoreEnded)

  return {
    view: () => ({
      id: session.id,
      visitor: session.party,
      subject: session.subject,
      state: session.status === 'open' ? 'live' : 'ended',
      visitorAttached: session.attached,
      visitorTyping,
      readUpTo: readers.get(session.party.id) ?? 0,
      agent: agent?.party,
      events,
    }),
    async join() {
      if (agent) return
      bot.standUp()
      agent = session.join(grace)
      changed()
      await agent.markRead(events.at(-1)?.index ?? 0)
    },
    async leave() {
      const leaving = agent
      agent = undefined
      await leaving?.leave()
      bot.sitDown()
      changed()
    },
    async say(text) {
      if (!agent) throw new Error('Join the chat first')
      await agent.say(text)
    },
    typing: (isTyping) => agent?.typing(isTyping),
    end: () => session.end('closed by the agent'),
    close() {
      agent = undefined
      bot.standUp()
    },
  }
}

/** What was about to be done in a chat that has ended meanwhile needs no doing. */
function ignoreEnded() {}
