import { element, stayAtEnd, timeOfDay } from '../dom.js'
import { openMessageMenu } from './message-menu.js'

/**
 * One thing to show in a conversation: a message, or a notice between messages (`name` left out). `can`: what can be done to it.
 * @typedef {{ key: string, text: string, url?: string, file?: { name: string, size: string, url?: string }, at?: number,
 *             name?: string, own?: boolean, state?: string, edited?: boolean, deleted?: boolean, index?: number,
 *             reactions?: { emoji: string, names: string[], own: boolean }[], can?: Can }} Item
 * @typedef {{ react?: boolean, edit?: boolean, delete?: boolean }} Can
 *
 * What the reader does about a message.
 * @typedef {{ react(index: number, emoji: string, on: boolean): void, edit(item: Item): void, delete(index: number): void }} Reader
 */

/**
 * A list of messages that redraws only what has changed, so that nothing flickers and assistive technology is not told twice.
 * @param {HTMLElement} list
 * @param {Reader} reader
 */
export function createMessageList(list, reader) {
  const shown = new Map()
  stayAtEnd(list)

  const nodeFor = (item, place) => {
    const drawnFrom = JSON.stringify([item, place])
    const known = shown.get(item.key)
    if (known?.drawnFrom === drawnFrom) return known.node
    const node = item.name === undefined ? drawNotice(item) : drawMessage(item, place, reader)
    if (known) replaceKeepingFocus(known.node, node)
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

/** The focus stays on the control that had it, if the message still has that, or on the control that leads to the others. */
function replaceKeepingFocus(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement.dataset.control : undefined
  before.replaceWith(after)
  if (focused === undefined) return
  const controls = [...after.querySelectorAll('[data-control]')]
  const kept = controls.find(({ dataset }) => dataset.control === focused) ?? controls[0]
  kept?.focus({ preventScroll: true })
}

/** Messages of one party that come one after another are drawn as one run. */
function placeInRun(items, index) {
  const sameParty = (other) => other?.name !== undefined && other.name === items[index].name
  return { follows: sameParty(items[index - 1]), followed: sameParty(items[index + 1]) }
}

function drawNotice({ text }) {
  return element('p', { class: 'notice' }, text)
}

function drawMessage(item, { follows, followed }, reader) {
  const { at, name, own, state, edited, deleted } = item
  const kinds = { own, follows, followed, deleted }
  const classes = ['message', ...Object.keys(kinds).filter((kind) => kinds[kind])].join(' ')
  return element(
    'article',
    { class: classes },
    element('span', { class: 'message-name' }, name),
    element('div', { class: 'bubble-row' }, drawBubble(item), drawMenuButton(item, reader)),
    drawReactions(item, reader),
    element(
      'span',
      { class: 'message-state' },
      [at && timeOfDay(at), edited && 'edited', state].filter(Boolean).join(' · '),
    ),
  )
}

function drawBubble({ text, url, file, deleted }) {
  if (deleted) return element('div', { class: 'bubble' }, 'This message was deleted')
  return element('div', { class: 'bubble' }, file && drawFile(file), url ? link(url, text) : text)
}

const drawFile = ({ name, size, url }) =>
  element('span', { class: 'file' }, url ? link(url, name) : name, element('small', {}, size))

const link = (url, text) => element('a', { href: url, target: '_blank', rel: 'noopener' }, text)

function drawMenuButton(item, reader) {
  const { react, edit, delete: remove } = item.can ?? {}
  if (!react && !edit && !remove) return undefined
  const onclick = ({ currentTarget }) => openMessageMenu(currentTarget, item, reader)
  const label = `React to or change “${item.text || item.file?.name}”`
  return element(
    'button',
    { class: 'more', type: 'button', 'aria-label': label, 'aria-haspopup': 'dialog', 'data-control': 'more', onclick },
    '⋯',
  )
}

/** A click joins in, or takes the reader's own away. */
function drawReactions({ reactions = [], index, can }, { react }) {
  if (reactions.length === 0) return undefined
  const chips = reactions.map(({ emoji, names, own }) => {
    const attributes = {
      class: 'reaction',
      type: 'button',
      'aria-pressed': String(own),
      'aria-label': `${emoji} from ${names.join(', ')}`,
      title: names.join(', '),
      'data-control': emoji,
      disabled: can?.react ? undefined : '',
      onclick: () => react(index, emoji, !own),
    }
    return element('button', attributes, names.length > 1 ? `${emoji} ${names.length}` : emoji)
  })
  return element('div', { class: 'reactions' }, ...chips)
}
