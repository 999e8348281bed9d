import { createBot } from './bot.mjs'
import { createRecentEvents, shortText } from './recent-events.mjs'

/** The person at the console. */
const grace = { name: 'Grace', type: 'agent' }

/** One session at the desk: what the console shows of it, and who answers it. */
export function seatAt(session, changed) {
  const events = createRecentEvents()
  let lastIndex = 0
  let visitorRead = 0
  let visitorTyping = false
  /** What they have typed so far: they let it be seen, and so does the server. */
  let visitorTyped
  const bot = createBot(session)
  /** Grace, while she is in the chat. */
  let agent

  session.onTranscript((event) => {
    events.add(event)
    lastIndex = event.index
    if (event.type === 'EventMessage' && event.party.id === session.party.id) visitorTyping = false
    changed()
    agent?.markRead(event.index).catch(ignoreEnded)
  })
  session.onTyping(({ isTyping, text }) => {
    visitorTyping = isTyping
    visitorTyped = shortText(text, 200)
    changed()
  })
  session.onRead(({ party, upTo }) => {
    if (party.id === session.party.id) visitorRead = upTo
    changed()
  })
  session.onVisitorAttached(changed)
  session.onVisitorUpdated(changed)
  session.onVisitorDetached(changed)
  session.transcript().then((kept) => {
    events.add(...kept)
    lastIndex = Math.max(lastIndex, kept.at(-1)?.index ?? 0)
    changed()
    bot.sitDown()
  }, ignoreEnded)

  const present = () => {
    if (!agent) throw new Error('Join the chat first')
    return agent
  }

  return {
    get isOver() {
      return session.status !== 'open'
    },
    view: () => ({
      id: session.id,
      visitor: session.party,
      subject: session.subject,
      state: session.status === 'open' ? 'live' : 'ended',
      visitorAttached: session.attached,
      visitorTyping,
      visitorTyped: visitorTyping ? visitorTyped : undefined,
      visitorSignedIn: session.user !== undefined,
      readUpTo: visitorRead,
      agent: agent?.party,
      events: events.all,
    }),
    async join() {
      if (agent) return
      bot.standUp()
      agent = session.join(grace)
      changed()
      await agent.markRead(lastIndex)
    },
    async leave() {
      const leaving = agent
      agent = undefined
      await leaving?.leave()
      bot.sitDown()
      changed()
    },
    say: async (text) => present().say(text),
    edit: async (target, text) => present().editMessage(target, text),
    delete: async (target) => present().deleteMessage(target),
    react: async (target, emoji, on) => present().react(target, emoji, on),
    typing: (isTyping) => agent?.typing(isTyping),
    end: (reason = 'closed by the agent') => session.end(reason),
    close() {
      agent = undefined
      bot.standUp()
    },
  }
}

/** A chat that has ended in the meantime needs nothing more. */
function ignoreEnded() {}
