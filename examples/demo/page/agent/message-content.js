/** Whether a link of a message may be followed: what `javascript:` and the like hide is not shown as a link. */
const isWebAddress = (url) => URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)

/**
 * What a transcript event says, as an item; `undefined` for those a conversation does not show. `filesFrom`: what the addresses
 * of files are relative to.
 */
export function itemFor(event, filesFrom) {
  switch (event.type) {
    case 'EventMessage':
      return { name: event.party.name, at: event.at, ...contentItem(event.content, filesFrom) }
    case 'EventParticipantJoined':
      return { text: `${event.party.name} joined` }
    case 'EventParticipantUpdated':
      return { text: `${event.party.name} has signed in` }
    case 'EventParticipantLeft':
      return { text: `${event.party.name} left` }
    case 'EventSessionEnded':
      return { text: 'The chat has ended' }
    default:
      return undefined
  }
}

function contentItem({ type, text = '', url, file }, filesFrom) {
  if (type === 'url') return { text: text || url, ...(isWebAddress(url) && { url }) }
  if (type === 'file') return { text, file: fileItem(file, filesFrom) }
  return { text }
}

function fileItem({ name, bytes, url }, filesFrom) {
  const address = URL.canParse(url, filesFrom) ? new URL(url, filesFrom).href : undefined
  return { name, size: sizeOf(bytes), ...(isWebAddress(address) && { url: address }) }
}

function sizeOf(bytes) {
  const [unit, amount] =
    bytes < 1_000 ? ['byte', bytes] : bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6]
  return new Intl.NumberFormat([], { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    amount,
  )
}

/** Reactions by emoji, in the order in which each came first. `self`: the id of whoever looks at them. */
export function reactionItems(reactions = [], self) {
  const byEmoji = new Map()
  for (const { emoji, party } of reactions) {
    const { names = [], own = false } = byEmoji.get(emoji) ?? {}
    byEmoji.set(emoji, { emoji, names: [...names, party.name], own: own || party.id === self })
  }
  return [...byEmoji.values()]
}
