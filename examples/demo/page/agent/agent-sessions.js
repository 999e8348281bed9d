import { createRecentEvents } from './recent-events.js'
import { shortText } from './short-text.js'

const longestTyped = 200

/** Every chat on the server, as the feed of the agent API tells of them. `self`: the id of whoever sits at the console. */
export function createAgentSessions({ self }) {
  /** @type {Map<string, ReturnType<typeof newSession>>} by id, the oldest first */
  const sessions = new Map()

  const hear = {
    'session.started': ({ session }) => sessions.set(session.id, newSession(session)),
    event: ({ sessionId, event }) => applyEvent(sessions.get(sessionId), event, self),
    typing: ({ sessionId, event }) =>
      change(sessionId, { visitorTyping: event.isTyping, visitorTyped: shortText(event.text, longestTyped) }),
    read: ({ sessionId, event }) => change(sessionId, { readUpTo: event.upTo }),
    attached: ({ sessionId }) => change(sessionId, { visitorAttached: true }),
    detached: ({ sessionId }) => change(sessionId, { visitorAttached: false, visitorTyping: false }),
    'session.ended': ({ sessionId }) => change(sessionId, { state: 'ended', agent: undefined }),
    'session.expired': ({ sessionId }) => sessions.delete(sessionId),
  }
  const change = (sessionId, changes) => Object.assign(sessions.get(sessionId) ?? {}, changes)

  return {
    all: sessions,
    hear: (item) => hear[item.type]?.(item),
    /** The index of the last event of each chat. */
    cursors: () => Object.fromEntries([...sessions].map(([id, { lastIndex }]) => [id, lastIndex])),
  }
}

function newSession({ id, visitor, subject, attached, user }) {
  const recent = createRecentEvents()
  return {
    id,
    visitor,
    subject,
    state: 'live',
    visitorAttached: attached,
    visitorSignedIn: user !== undefined,
    visitorTyping: false,
    visitorTyped: undefined,
    readUpTo: 0,
    /** Whoever sits at the console, while they are in the chat. */
    agent: undefined,
    lastIndex: 0,
    recent,
    get events() {
      return recent.all
    },
  }
}

function applyEvent(session, event, self) {
  if (!session) return
  session.lastIndex = event.index
  session.recent.add(event)
  if (event.party?.id === session.visitor.id) applyVisitors(session, event)
  if (event.party?.id === self) applyOwn(session, event)
}

function applyVisitors(session, { type, party }) {
  if (type === 'EventMessage') session.visitorTyping = false
  if (type === 'EventParticipantUpdated') Object.assign(session, { visitor: party, visitorSignedIn: true })
}

function applyOwn(session, { type, party }) {
  if (type === 'EventParticipantJoined') session.agent = party
  if (type === 'EventParticipantLeft') session.agent = undefined
}
