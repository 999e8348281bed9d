// The plain script tag in index.html has defined it.
const { textOf } = globalThis.ChatTransport

/** Whether a link of a message may be followed: what `javascript:` and the like hide is not shown as a link. */
export function isWebAddress(url) {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}

/**
 * What a transcript event says, as an item; `undefined` for those a conversation does not show. `filesFrom`: what the addresses
 * of files are relative to.
 */
export function itemFor(event, filesFrom) {
  const at = event.at
  switch (event.type) {
    case 'EventMessage':
      return { name: event.party.name, at, ...contentItem(event.content, { index: event.index, filesFrom }) }
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

/** What a content shows. `index`: of the message, once the server has it. */
export function contentItem(content, { index, filesFrom }) {
  switch (content.type) {
    case 'url':
      return { text: content.text ?? content.url, ...(isWebAddress(content.url) && { url: content.url }) }
    case 'file':
      return fileItem(content, filesFrom)
    case 'choices':
      return {
        text: content.text,
        actions: content.choices.map(({ label, value }) => ({ label, answers: { index, value } })),
      }
    case 'card':
      return { title: content.title, text: content.text ?? '', actions: actionsOf(content, index) }
    default:
      return { text: textOf(content) || `(${content.type}, which this page cannot show)` }
  }
}

/** A file that is on its way up has no address yet. */
function fileItem({ file, text = '' }, filesFrom) {
  const url = file.url && URL.canParse(file.url, filesFrom) ? new URL(file.url, filesFrom).href : undefined
  return { text, file: { name: file.name, size: sizeOf(file.bytes), ...(url && isWebAddress(url) && { url }) } }
}

function sizeOf(bytes) {
  const [unit, amount] =
    bytes < 1_000 ? ['byte', bytes] : bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6]
  return new Intl.NumberFormat([], { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }).format(
    amount,
  )
}

/** Actions of a later version are left out. */
function actionsOf({ actions = [] }, index) {
  return actions.flatMap(({ type, label, url, value }) => {
    if (type === 'answer') return [{ label, answers: { index, value } }]
    return type === 'url' && isWebAddress(url) ? [{ label, url }] : []
  })
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
