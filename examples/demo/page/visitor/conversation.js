import { contentItem, itemFor, reactionItems } from '../message-content.js'

// The plain script tag in index.html has defined it.
const { textOf } = globalThis.ChatTransport

const deliveryStates = { queued: 'waiting for the line', sending: 'sending', sent: 'sent', failed: 'not delivered' }

/** The session's transcript as the visitor sees it. `readUpTo`: the last index that somebody else has read. */
export function conversation(session, { readUpTo, filesFrom }) {
  return session.transcript.map((entry) => visitorItem(entry, session, { readUpTo, filesFrom })).filter(Boolean)
}

/** What the visitor wrote that never reached anybody, oldest first. */
export function undelivered(session) {
  return messageTexts(session.transcript.filter(({ delivery }) => delivery === 'failed').map(({ command }) => command))
}

/** The texts among commands: a notice or a leave has none, and a file cannot be sent again as one. */
export function messageTexts(commands) {
  return commands
    .filter(({ type, content }) => type === 'SendMessage' && content.type !== 'file')
    .map(({ content }) => textOf(content))
}

/** An entry as an item, with what the visitor can do to it while the chat goes on. */
function visitorItem(entry, session, { readUpTo, filesFrom }) {
  const item = saidIn(entry, session.party, filesFrom)
  if (!item) return undefined
  const { key, index, delivery, progress, edited, deleted, reactions } = entry
  const shown = { ...item, key, index, edited, deleted, reactions: reactionItems(reactions, session.party.id) }
  if (session.status !== 'ended') shown.can = possible(entry)
  if (delivery === undefined) return shown
  return { ...shown, own: true, delivery, progress, state: stateOf(entry, readUpTo) }
}

/** Until the server's event is here, an own message is drawn from the command, and one that is being said from what there is of it. */
function saidIn({ at, event, part, streaming, command }, self, filesFrom) {
  if (event) return itemFor(event, filesFrom)
  if (part) return { name: part.party.name, at, text: part.text, streaming }
  return command.type === 'SendMessage' && { name: self.name, at, ...contentItem(command.content, { filesFrom }) }
}

function possible({ event, deleted, delivery }) {
  if (event?.type === 'EventMessage' && !deleted)
    return {
      react: true,
      edit: delivery !== undefined && event.content.type === 'text',
      delete: delivery !== undefined,
    }
  return { retry: delivery === 'failed', discard: delivery === 'failed' || delivery === 'uploading' }
}

function stateOf({ index, delivery, progress, error }, readUpTo) {
  if (index !== undefined && index <= readUpTo) return 'read'
  if (delivery === 'uploading') return `uploading ${Math.floor(progress * 100)}\u00a0%`
  // A ChatError says why in words for people.
  if (delivery === 'failed' && error?.description) return `${deliveryStates.failed}: ${error.description}`
  return deliveryStates[delivery]
}
