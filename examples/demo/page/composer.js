import { byId } from './dom.js'

/**
 * A message form. Enter sends, Shift+Enter starts a new line, Escape gives up an edit. `onTyping` gets what is typed so far,
 * `onDraft` what is not sent yet, whenever that changes here.
 */
export function createComposer(id, { onSend, onTyping, onDraft = () => undefined }) {
  const form = byId(id)
  const field = form.elements.namedItem('text')
  const sendButton = form.querySelector('[type=submit]')
  const strip = form.querySelector('.editing')
  /** The message that is being edited, and what had been written before. */
  let edit

  const setDraft = (text) => {
    field.value = text
    onDraft(text)
  }
  const stopEditing = () => {
    if (!edit) return
    field.value = edit.before
    edit = undefined
    strip.hidden = true
    sendButton.textContent = 'Send'
  }
  const submit = () => {
    const text = field.value.trim()
    if (text === '' || sendButton.disabled) return
    if (edit) {
      const { onSave } = edit
      stopEditing()
      onSave(text)
    } else {
      setDraft('')
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
    if (edit) return
    onDraft(field.value)
    onTyping(field.value)
  })
  strip.querySelector('button').addEventListener('click', () => {
    stopEditing()
    field.focus()
  })

  return {
    /** While nothing can be sent, the field keeps its text and its focus, and goes on taking what is typed. */
    setReady(isReady) {
      sendButton.disabled = !isReady
    },
    /** Puts back what could not be taken, before whatever has been typed since. */
    giveBack(text) {
      setDraft([text, field.value].filter(Boolean).join('\n'))
    },
    /** Another tab has written on. What is being edited here stays. */
    showDraft(text) {
      if (edit) edit.before = text
      else if (field.value !== text) field.value = text
    },
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
