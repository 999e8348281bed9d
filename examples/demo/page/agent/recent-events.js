import { shortText } from './short-text.js'

/** The console shows this many events of a chat. */
const mostEvents = 100
/** It shows this many characters of a text. */
const longestText = 1_000

/**
 * The last events of a chat, as the console shows them. Both their number and their size are bounded, because a visitor may
 * send as much as the server takes.
 */
export function createRecentEvents() {
  let events = []
  return {
    get all() {
      return changed(events)
    },
    /** Adds events in any order. Events that the list already has are left out. */
    add(...added) {
      const known = new Set(events.map(({ index }) => index))
      const shown = added.filter(({ index }) => !known.has(index)).flatMap(whatIsShown)
      events = [...events, ...shown].sort((a, b) => a.index - b.index).slice(-mostEvents)
    },
  }
}

/** The console shows messages and what becomes of them, who comes and goes, and the end. */
function whatIsShown({ type, index, at, party, content, target, emoji, on }) {
  switch (type) {
    case 'EventMessage':
      return [{ type, index, at, party, content: shortContent(content) }]
    case 'EventMessageEdited':
      return [{ type, index, target, content: shortContent(content) }]
    case 'EventMessageDeleted':
      return [{ type, index, target }]
    case 'EventReaction':
      return [{ type, index, target, party, emoji, on }]
    case 'EventParticipantJoined':
    case 'EventParticipantLeft':
    case 'EventParticipantUpdated':
      return [{ type, index, at, party }]
    case 'EventSessionEnded':
      return [{ type, index, at }]
    default:
      return []
  }
}

const changes = {
  EventMessageEdited: (message, { content }) => ({ ...message, content, edited: true }),
  EventMessageDeleted: ({ type, index, at, party }) => ({
    type,
    index,
    at,
    party,
    content: { type: 'text', text: '' },
    deleted: true,
  }),
  EventReaction(message, { party, emoji, on }) {
    const others = (message.reactions ?? []).filter((one) => one.emoji !== emoji || one.party.id !== party.id)
    return { ...message, reactions: on ? [...others, { emoji, party }] : others }
  },
}

/** Each message as the changes to it leave it. A page need not do this: the SDK's transcript does. */
function changed(events) {
  const shown = new Map()
  for (const event of events) {
    const change = changes[event.type]
    const message = shown.get(event.target)
    if (!change) shown.set(event.index, event)
    else if (message && !message.deleted) shown.set(event.target, change(message, event))
  }
  return [...shown.values()]
}

/** The console knows texts, links and files. A URL that is too long is shown as text, since a part of it would be another URL. */
function shortContent(content) {
  const { type, text, url, file } = content
  if (type === 'url' && url.length <= longestText) return { type, text: shortText(text, longestText), url }
  if (type === 'file') return { type, text: shortText(text, longestText), file }
  return { type: 'text', text: shortText(globalThis.ChatTransport.textOf(content), longestText) }
}
