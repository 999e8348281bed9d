// The plain script tag in index.html has defined it.
const { textOf } = globalThis.ChatTransport

/** One line for a change of connectivity. */
export function describeConnectivity({ current, previous, cause }) {
  const change = `${previous} → ${current}`
  return cause ? `${change}: ${cause.message}` : change
}

/** One line for an attempt that is planned. */
export function describeRetry({ attempt, at, cause }) {
  const seconds = (at - Date.now()) / 1_000
  return `Attempt ${attempt} ${seconds < 0.05 ? 'at once' : `in ${seconds.toFixed(1)} s`}: ${cause.message}`
}

const descriptions = {
  EventMessage: ({ party, content }) => `${party.name}: ${textOf(content) || content.type}`,
  EventParticipantJoined: ({ party }) => `${party.name} joined (${party.type})`,
  EventParticipantUpdated: ({ party }) => `${party.name} is known by this name now`,
  EventParticipantLeft: ({ party }) => `${party.name} left`,
  EventNotice: ({ party, notice }) => `${party.name} sent the notice “${notice.name}”`,
  EventTyping: ({ party, isTyping }) => `${party.name} ${isTyping ? 'is typing' : 'stopped typing'}`,
  EventRead: ({ party, upTo }) => `${party.name} has read up to ${upTo}`,
  EventSessionEnded: ({ reason }) => `The session ended: ${reason}`,
  EventError: ({ error }) => `Error ${error.code}: ${error.description}`,
}

/** One line for an event. */
export function describeEvent(event) {
  const description = descriptions[event.type]?.(event) ?? event.type
  return event.replayed ? `${description} (seen before)` : description
}
