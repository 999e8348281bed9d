import { element, stayAtEnd, timeOfDay } from './dom.js'

// The plain script tag in index.html has defined it.
const { textOf } = globalThis.ChatTransport

/**
 * One thing to show in a conversation: a message, or a notice between messages (`name` left out).
 * `actions`: what can be done about it with a click.
 * @typedef {{ key: string, text: string, title?: string, url?: string, actions?: Action[], at?: number, name?: string,
 *             own?: boolean, delivery?: string, state?: string, streaming?: boolean }} Item
 * @typedef {{ label: string, url: string } | { label: string, answers: { index: number, value: string } }} Action
 */

/**
 * A list of messages that redraws only what has changed, so that nothing flickers and assistive technology is not told twice.
 * `answer`: says a reply, as content. Without it questions cannot be answered with a click.
 */
export function createMessageList(list, answer) {
  const shown = new Map()
  stayAtEnd(list)

  const nodeFor = (item, place) => {
    const drawnFrom = JSON.stringify([item, place])
    const known = shown.get(item.key)
    if (known?.drawnFrom === drawnFrom) return known.node
    const node = item.name === undefined ? drawNotice(item) : drawMessage(item, place, answer)
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

function drawMessage(item, { follows, followed }, answer) {
  const { title, text, url, actions = [], at, name, own, delivery, state, streaming } = item
  const classes = ['message', own && 'own', follows && 'follows', followed && 'followed'].filter(Boolean).join(' ')
  const content = url ? link(url, text) : text
  return element(
    'article',
    // Assistive technology waits until all of it is there.
    { class: classes, 'data-delivery': delivery, 'aria-busy': streaming },
    element('span', { class: 'message-name' }, name),
    element('div', { class: 'bubble' }, title && element('strong', { class: 'bubble-title' }, title), content),
    actions.length > 0
      ? element('div', { class: 'actions' }, ...actions.map((one) => drawAction(one, answer)))
      : undefined,
    element('span', { class: 'message-state' }, [at && timeOfDay(at), state].filter(Boolean).join(' · ')),
  )
}

const link = (url, text, kind) => element('a', { href: url, class: kind, target: '_blank', rel: 'noopener' }, text)

function drawAction({ label, url, answers }, answer) {
  if (url) return link(url, label, 'button')
  const onclick = answer && (() => answer({ type: 'text', text: label, answers }))
  return element('button', { class: 'button', type: 'button', onclick, disabled: answer ? undefined : '' }, label)
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
      return { name: event.party.name, at, ...shownOf(event.content, event.index) }
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

function shownOf(content, index) {
  switch (content.type) {
    case 'url':
      return { text: content.text ?? content.url, ...(isWebAddress(content.url) && { url: content.url }) }
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

/** Actions of a later version are left out. */
function actionsOf({ actions = [] }, index) {
  return actions.flatMap(({ type, label, url, value }) => {
    if (type === 'answer') return [{ label, answers: { index, value } }]
    return type === 'url' && isWebAddress(url) ? [{ label, url }] : []
  })
}
