import { element, stayAtEnd, timeOfDay } from './dom.js'

/**
 * One thing to show in a conversation: a message, or a notice between messages (`name` left out).
 * @typedef {{ key: string, text: string, url?: string, at?: number, name?: string, own?: boolean,
 *             delivery?: string, state?: string, streaming?: boolean }} Item
 */

/** A list of messages that redraws only what has changed, so that nothing flickers and assistive technology is not told twice. */
export function createMessageList(list) {
  const shown = new Map()
  stayAtEnd(list)

  const nodeFor = (item, place) => {
    const drawnFrom = JSON.stringify([item, place])
    const known = shown.get(item.key)
    if (known?.drawnFrom === drawnFrom) return known.node
    const node = item.name === undefined ? drawNotice(item) : drawMessage(item, place)
    known?.node.replaceWith(node)
    shown.set(item.key, { node, drawnFrom })
    return node
  }

  return {
    /** @param {Item[]} items all of them, in order */
    show(items) {
      const keys = new Set(items.map(({ key }) => key))
      for (const [key, { node }] of shown) {
        if (keys.has(key)) continue
        node.remove()
        shown.delete(key)
      }
      items.forEach((item, index) => {
        const node = nodeFor(item, placeInRun(items, index))
        if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null)
      })
    },
  }
}

/** Messages of one party that come one after another are drawn as one run. */
function placeInRun(items, index) {
  const sameParty = (other) => other?.name !== undefined && other.name === items[index].name
  return { follows: sameParty(items[index - 1]), followed: sameParty(items[index + 1]) }
}

function drawNotice({ text }) {
  return element('p', { class: 'notice' }, text)
}

function drawMessage({ text, url, at, name, own, delivery, state, streaming }, { follows, followed }) {
  const classes = ['message', own && 'own', follows && 'follows', followed && 'followed'].filter(Boolean).join(' ')
  const content = url ? element('a', { href: url, target: '_blank', rel: 'noopener' }, text) : text
  return element(
    'article',
    // Assistive technology waits until all of it is there.
    { class: classes, 'data-delivery': delivery, 'aria-busy': streaming },
    element('span', { class: 'message-name' }, name),
    element('div', { class: 'bubble' }, content),
    element('span', { class: 'message-state' }, [at && timeOfDay(at), state].filter(Boolean).join(' · ')),
  )
}

/** Whether a link of a message may be followed: what `javascript:` and the like hide is not shown as a link. */
export function isWebAddress(url) {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}

/** What a transcript event says, as an item; `undefined` for those a conversation does not show. */
export function itemFor(event) {
  const at = event.at
  switch (event.type) {
    case 'EventMessage':
      return { name: event.party.name, at, ...contentOf(event.content) }
    case 'EventParticipantJoined':
      return { text: `${event.party.name} joined` }
    case 'EventParticipantLeft':
      return { text: `${event.party.name} left` }
    case 'EventSessionEnded':
      return { text: 'The chat has ended' }
    default:
      return undefined
  }
}

function contentOf(content) {
  if (content.type === 'url' && isWebAddress(content.url))
    return { text: content.text ?? content.url, url: content.url }
  return { text: content.text ?? `(${content.type}, which this page cannot show)` }
}
