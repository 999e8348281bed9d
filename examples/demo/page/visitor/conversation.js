import { itemFor } from '../messages.js'

// The plain script tag in index.html has defined it.
const { textOf } = globalThis.ChatTransport

const deliveryStates = { queued: 'waiting for the line', sending: 'sending', sent: 'sent', failed: 'not delivered' }

/** The session's transcript as the visitor sees it. `readUpTo`: the last index that somebody else has read. */
export function conversation(session, readUpTo) {
  return session.transcript.map((entry) => visitorItem(entry, session.party, readUpTo)).filter(Boolean)
}

/** What the visitor wrote that never reached anybody, oldest first. */
export function undelivered(session) {
  return messageTexts(session.transcript.filter(({ delivery }) => delivery === 'failed').map(({ command }) => command))
}

/** The texts among commands: a notice or a leave has none. */
export function messageTexts(commands) {
  return commands.filter(({ type }) => type === 'SendMessage').map(({ content }) => textOf(content))
}

/** Until the server's event is here, an own message is drawn from the command, and one that is being said from what there is of it. */
function visitorItem({ key, at, index, event, part, streaming, command, delivery }, self, readUpTo) {
  const item = event
    ? itemFor(event)
    : part
      ? { name: part.party.name, at, text: part.text, streaming }
      : command.type === 'SendMessage' && { name: self.name, at, text: textOf(command.content) }
  if (!item) return undefined
  if (delivery === undefined) return { ...item, key }
  const state = index !== undefined && index <= readUpTo ? 'read' : deliveryStates[delivery]
  return { ...item, key, own: true, delivery, state }
}
