import { byId } from '../dom.js'
import { shown } from '../shared.js'

/** Opens and closes the window, in every tab. `onOpened`: it is open, and was not before. */
export function createWindowToggle({ onOpened }) {
  const panel = byId('visitor')
  const closed = byId('closed-window')
  let isOpen = true

  const draw = () => {
    const { open } = shown.get()
    if (open === isOpen) return
    isOpen = open
    panel.dataset.window = open ? 'open' : 'closed'
    closed.hidden = open
    if (open) onOpened()
  }
  byId('close-window').addEventListener('click', () => {
    shown.set({ open: false })
    byId('open-window').focus()
  })
  byId('open-window').addEventListener('click', () => {
    shown.set({ open: true })
    byId('close-window').focus()
  })
  shown.subscribe(draw)
  draw()

  return {
    get isOpen() {
      return isOpen
    },
  }
}
