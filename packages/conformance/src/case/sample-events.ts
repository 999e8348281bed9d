const party = { id: 'kit-agent', name: 'Grace', type: 'agent' }

/** Events without an index, each of a different shape. Transports must keep unknown fields and types too. */
export const oddEvents: readonly object[] = [
  { type: 'EventTyping', party, isTyping: true },
  { type: 'EventTyping', party: { ...party, avatar: null }, isTyping: false, since: 12.5 },
  {
    type: 'EventError',
    error: { code: 52, description: 'an error occurred', detail: { depth: [1, [2]] } },
    trace: 'x-1',
  },
  { type: 'EventSomethingNew', payload: { text: 'quotes " and \\ and \u2028 and 😀', empty: '', none: null } },
  { type: 'EventRead', party, upTo: 0 },
  { type: 'EventMessagePart', draft: 'kit-draft', party, offset: 0, text: 'Let me ' },
  { type: 'EventMessagePart', draft: 'kit-draft', party, offset: 7, text: 'see' },
  {
    type: 'EventTranscript',
    commandId: 'kit-history',
    events: [{ type: 'EventSomethingOld', index: 1, at: 12.5 }, null],
  },
]

/** Events that differ from each other. */
export const typingEvents = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, place) => ({ type: 'EventTyping', party, isTyping: place % 2 === 0, place }))

/** A transcript event that is not in the far side's transcript. */
export const messageAt = (index: number, fields: object = {}): object => ({
  type: 'EventMessage',
  index,
  at: 1_700_000_000_000 + index,
  party,
  content: { type: 'text', text: `message ${index}` },
  ...fields,
})

export const hugeEvent: object = { type: 'EventSomethingHuge', payload: 'ä'.repeat(100_000) }
