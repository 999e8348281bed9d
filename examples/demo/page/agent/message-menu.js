import { element } from '../dom.js'

const emojis = ['👍', '❤️', '😄', '😮', '🙏']
const gap = 6

/**
 * What can be done to one message, beside the button that asked for it. It is no part of the list: a message that is drawn anew
 * meanwhile does not close it. As a popover it closes with Escape or a click elsewhere, and gives the focus back.
 *
 * @param {HTMLElement} button
 * @param {import('./messages.js').Item} item
 * @param {import('./messages.js').Reader} reader
 */
export function openMessageMenu(button, item, reader) {
  const { can, index, reactions = [] } = item
  const isOwn = (emoji) => reactions.some((one) => one.emoji === emoji && one.own)
  const choice = (attributes, label, act) => {
    const onclick = () => {
      menu.hidePopover()
      act()
    }
    return element('button', { type: 'button', ...attributes, onclick }, label)
  }
  const reactionChoices = emojis.map((emoji) => {
    const attributes = { class: 'reaction', 'aria-label': `React with ${emoji}`, 'aria-pressed': String(isOwn(emoji)) }
    return choice(attributes, emoji, () => reader.react(index, emoji, !isOwn(emoji)))
  })
  const menu = element(
    'div',
    { class: 'message-menu', popover: 'auto', role: 'dialog', 'aria-label': 'This message' },
    can.react ? element('div', { class: 'reactions' }, ...reactionChoices) : undefined,
    can.edit ? choice({ class: 'button quiet' }, 'Edit', () => reader.edit(item)) : undefined,
    can.delete ? choice({ class: 'button quiet danger' }, 'Delete', () => reader.delete(index)) : undefined,
  )
  menu.addEventListener('toggle', ({ newState }) => newState === 'closed' && menu.remove())
  document.body.append(menu)
  menu.showPopover()
  placeBeside(button, menu)
  menu.querySelector('button').focus()
}

/** Above the button if there is room, and never out of the window. */
function placeBeside(button, menu) {
  const { left, top, bottom } = button.getBoundingClientRect()
  const { offsetWidth, offsetHeight } = menu
  const above = top - offsetHeight - gap
  menu.style.top = `${above >= gap ? above : bottom + gap}px`
  menu.style.left = `${Math.max(gap, Math.min(left, document.documentElement.clientWidth - offsetWidth - gap))}px`
}
