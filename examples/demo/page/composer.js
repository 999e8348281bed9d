import { byId } from './dom.js'

/** A message form. Enter sends, Shift+Enter starts a new line; a message that cannot be taken stays in the field. */
export function createComposer(id, { onSend, onTyping }) {
  const form = byId(id)
  const field = form.elements.namedItem('text')

  const submit = () => {
    const text = field.value.trim()
    if (text === '') return
    onSend(text)
    field.value = ''
    field.focus()
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  field.addEventListener('input', () => onTyping(field.value !== ''))

  return {
    set shown(shown) {
      form.hidden = !shown
    },
  }
}
