import { byId } from '../dom.js'

/** Three ways to attach a file: the button, a drop on the panel, and a paste into the message. `onFiles` gets them. */
export function createAttachments({ panel, field, onFiles }) {
  const label = byId('attach')
  const input = label.querySelector('input')
  const give = (files) => {
    if (!label.hidden && !input.disabled && files.length > 0) onFiles([...files])
  }

  input.addEventListener('change', () => {
    give(input.files)
    input.value = '' // so that the same file can be chosen again
  })
  field.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    give(event.clipboardData.files)
  })
  const isOfFiles = ({ dataTransfer }) => dataTransfer.types.includes('Files')
  panel.addEventListener('dragover', (event) => {
    if (!isOfFiles(event)) return
    event.preventDefault()
    panel.classList.add('is-dropping')
  })
  for (const type of ['dragleave', 'drop']) panel.addEventListener(type, () => panel.classList.remove('is-dropping'))
  panel.addEventListener('drop', (event) => {
    if (!isOfFiles(event)) return
    event.preventDefault() // the browser would open it in place of the page
    give(event.dataTransfer.files)
  })

  return {
    /** @param {{ types: readonly string[] } | undefined} uploads what the server takes; nothing at all if `undefined` */
    offer(uploads) {
      label.hidden = uploads === undefined
      input.accept = uploads?.types?.join(',') ?? ''
    },
    setReady: (isReady) => void (input.disabled = !isReady),
  }
}
