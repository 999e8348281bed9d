import { byId } from './dom.js'

const typingAgainMs = 4_000

/** A message form. Enter sends, Shift+Enter starts a new line. */
export function createComposer(id, { onSend, onTyping }) {
  const form = byId(id)
  const field = form.elements.namedItem('text')
  const sendButton = form.querySelector('[type=submit]')
  let saidAt = 0

  const submit = () => {
    const text = field.value.trim()
    if (text === '' || sendButton.disabled) return
    onSend(text)
    field.value = ''
    saidAt = 0
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
  // Typing is said when it begins, now and then while it goes on (it lapses otherwise), and when the field is emptied.
  field.addEventListener('input', () => {
    const isTyping = field.value !== ''
    if (isTyping && Date.now() - saidAt < typingAgainMs) return
    saidAt = isTyping ? Date.now() : 0
    onTyping(isTyping)
  })

  return {
    /** While nothing can be sent, the field keeps its text and its focus, and goes on taking what is typed. */
    setReady(isReady) {
      sendButton.disabled = !isReady
    },
    /** Puts back what could not be taken, before whatever has been typed since. */
    giveBack(text) {
      field.value = [text, field.value].filter(Boolean).join('\n')
    },
  }
}
