import { element, stayAtEnd, timeOfDay } from './dom.js'
import { openMessageMenu } from './message-menu.js'

/**
 * One thing to show in a conversation: a message, or a notice between messages (`name` left out).
 * `actions`: what can be done about it with a click. `can`: what can be done to it.
 * @typedef {{ key: string, text: string, title?: string, url?: string, file?: { name: string, size: string, url?: string },
 *             actions?: Action[], at?: number, name?: string, own?: boolean, delivery?: string, progress?: number,
 *             state?: string, streaming?: boolean, edited?: boolean, deleted?: boolean, index?: number,
 *             reactions?: { emoji: string, names: string[], own: boolean }[], can?: Can }} Item
 * @typedef {{ label: string, url: string } | { label: string, answers: { index: number, value: string } }} Action
 * @typedef {{ react?: boolean, edit?: boolean, delete?: boolean, retry?: boolean, discard?: boolean }} Can
 *
 * What the reader does about a message. What an item cannot do is not asked for.
 * @typedef {{ answer?: (content: object) => void, react(index: number, emoji: string, on: boolean): void,
 *             edit(item: Item): void, delete(index: number): void, retry?: (key: string) => void,
 *             discard?: (key: string) => void }} Reader
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
  const { actions = [], at, name, own, delivery, progress, state, streaming, edited, deleted } = item
  const kinds = { own, follows, followed, deleted }
  const classes = ['message', ...Object.keys(kinds).filter((kind) => kinds[kind])].join(' ')
  return element(
    'article',
    // Assistive technology waits until all of it is there.
    { class: classes, 'data-delivery': delivery, 'aria-busy': streaming || progress !== undefined ? true : undefined },
    element('span', { class: 'message-name' }, name),
    element('div', { class: 'bubble-row' }, drawBubble(item), drawMenuButton(item, reader)),
    actions.length > 0
      ? element('div', { class: 'actions' }, ...actions.map((one) => drawAction(one, reader.answer)))
      : undefined,
    drawReactions(item, reader),
    drawUnsent(item, reader),
    element(
      'span',
      { class: 'message-state' },
      [at && timeOfDay(at), edited && 'edited', state].filter(Boolean).join(' · '),
    ),
  )
}

function drawBubble({ title, text, url, file, progress, deleted }) {
  if (deleted) return element('div', { class: 'bubble' }, 'This message was deleted')
  return element(
    'div',
    { class: 'bubble' },
    title && element('strong', { class: 'bubble-title' }, title),
    file && drawFile(file),
    progress === undefined
      ? undefined
      : element('progress', { value: progress, 'aria-label': `Upload of ${file.name}` }),
    url ? link(url, text) : text,
  )
}

const drawFile = ({ name, size, url }) =>
  element('span', { class: 'file' }, url ? link(url, name) : name, element('small', {}, size))

const link = (url, text, kind) => element('a', { href: url, class: kind, target: '_blank', rel: 'noopener' }, text)

function drawAction({ label, url, answers }, answer) {
  if (url) return link(url, label, 'button')
  const onclick = answer && (() => answer({ type: 'text', text: label, answers }))
  return element('button', { class: 'button', type: 'button', onclick, disabled: answer ? undefined : '' }, label)
}

function drawMenuButton(item, reader) {
  const { react, edit, delete: remove } = item.can ?? {}
  if (!react && !edit && !remove) return undefined
  const onclick = ({ currentTarget }) => openMessageMenu(currentTarget, item, reader)
  const label = `React to or change “${item.text || item.file?.name || item.title}”`
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

/** What is on its way up can be given up; what has failed can be sent again as well. */
function drawUnsent({ key, can, delivery }, { retry, discard }) {
  if (!can?.discard) return undefined
  const button = (label, control, act) =>
    element('button', { class: 'button', type: 'button', 'data-control': control, onclick: () => act(key) }, label)
  return element(
    'div',
    { class: 'actions' },
    can.retry ? button('Try again', 'retry', retry) : undefined,
    button(delivery === 'failed' ? 'Discard' : 'Cancel', 'discard', discard),
  )
}
