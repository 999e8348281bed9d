import { textOf } from '@chat-transport/core'

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
      return events
    },
    /** Adds events in any order. Events that the list already has are left out. */
    add(...added) {
      const known = new Set(events.map(({ index }) => index))
      const shown = added.filter(({ index }) => !known.has(index)).flatMap(whatIsShown)
      events = [...events, ...shown].sort((a, b) => a.index - b.index).slice(-mostEvents)
    },
  }
}

/** The console shows messages, who comes and goes, and the end. */
function whatIsShown({ type, index, at, party, content }) {
  switch (type) {
    case 'EventMessage':
      return [{ type, index, at, party, content: shortContent(content) }]
    case 'EventParticipantJoined':
    case 'EventParticipantLeft':
      return [{ type, index, at, party }]
    case 'EventSessionEnded':
      return [{ type, index, at }]
    default:
      return []
  }
}

/** The console knows texts and links. A URL that is too long is shown as text, since a part of it would be another URL. */
function shortContent(content) {
  const { type, text, url } = content
  if (type === 'url' && url.length <= longestText) return { type, text: shortText(text), url }
  return { type: 'text', text: shortText(textOf(content)) }
}

/** The text, or its beginning if it is longer than `most` characters. Names need no such limit: the server has one. */
export const shortText = (text, most = longestText) => (text?.length > most ? `${text.slice(0, most)}…` : text)
