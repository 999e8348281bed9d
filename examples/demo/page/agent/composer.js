import { byId } from '../dom.js'

/** A message form. Enter sends, Shift+Enter starts a new line, Escape gives up an edit. `onTyping` gets what is typed so far. */
export function createComposer(id, { onSend, onTyping }) {
  const form = byId(id)
  const field = form.elements.namedItem('text')
  const sendButton = form.querySelector('[type=submit]')
  const strip = form.querySelector('.editing')
  /** The message that is being edited, and what had been written before. */
  let edit

  const stopEditing = () => {
    if (!edit) return
    field.value = edit.before
    edit = undefined
    strip.hidden = true
    sendButton.textContent = 'Send'
  }
  const submit = () => {
    const text = field.value.trim()
    if (text === '') return
    if (edit) {
      const { onSave } = edit
      stopEditing()
      onSave(text)
    } else {
      field.value = ''
      onSend(text)
    }
    field.focus()
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    if (event.key === 'Escape') stopEditing()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    submit()
  })
  // What is edited has been said: it is not shown to others before it is saved.
  field.addEventListener('input', () => {
    if (!edit) onTyping(field.value)
  })
  strip.querySelector('button').addEventListener('click', () => {
    stopEditing()
    field.focus()
  })

  return {
    /** Has a message said otherwise. What had been written comes back afterwards. */
    edit(text, onSave) {
      edit = { before: edit?.before ?? field.value, onSave }
      field.value = text
      strip.hidden = false
      sendButton.textContent = 'Save'
      field.focus()
    },
    stopEditing,
  }
}
