import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { filesOf, isOfFiles } from './dropped-files.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** Where the visitor writes. Enter sends, Shift+Enter begins a new line. */
export function composer(view: View): TemplateResult {
  const { snapshot, model, texts, options } = view
  const { draft, editing } = snapshot
  const described = [editing && 'editing', options.hasTypingPreview && 'preview-note'].filter(Boolean).join(' ')
  // Also of its button: frames that may not send forms submit none.
  const send = (event: Event) => {
    event.preventDefault()
    say(view)
    fieldOf(event)?.focus()
  }
  return html`<form class="composer" part="composer" @submit=${send}>
    ${
      editing
        ? html`<div class="editing">
            <span id="editing">${texts.editing}</span>
            <button class="text-button" type="button" @click=${() => model.stopEditing()}>${texts.cancel}</button>
          </div>`
        : nothing
    }
    <div class="composer-row">
      ${attach(view)}
      <textarea
        class="field"
        part="field"
        rows="1"
        name="message"
        dir=${draft === '' ? nothing : 'auto'}
        data-focus="first"
        autocomplete="off"
        enterkeyhint="send"
        aria-label=${texts.message}
        aria-describedby=${described || nothing}
        placeholder=${texts.placeholder}
        .value=${live(draft)}
        @input=${({ currentTarget }: Event) => model.setDraft((currentTarget as HTMLTextAreaElement).value)}
        @keydown=${(event: KeyboardEvent) => onKeydown(event, view)}
        @paste=${(event: ClipboardEvent) => {
          if (!isOfFiles(event.clipboardData)) return
          event.preventDefault()
          model.sendFiles(filesOf(event.clipboardData))
        }}
      ></textarea>
      <button
        class="send icon-button"
        part="send"
        type="submit"
        @click=${send}
        aria-label=${editing ? texts.save : texts.send}
        ?disabled=${draft.trim() === ''}
      >
        ${editing ? icons.sent : icons.send}
      </button>
    </div>
    ${options.hasTypingPreview ? html`<p class="composer-note" id="preview-note">${texts.previewNote}</p>` : nothing}
  </form>`
}

function onKeydown(event: KeyboardEvent, view: View): void {
  if (event.isComposing || event.key !== 'Enter' || event.shiftKey) return
  event.preventDefault()
  say(view)
}

/** Shows what is said, wherever its visitor was reading. */
function say({ model, snapshot, scroll }: View): void {
  model.send()
  if (!snapshot.editing) scroll.jumpToEnd()
}

function attach({ snapshot, model, texts }: View) {
  const { uploads } = snapshot
  if (!uploads) return nothing
  return html`<button
      class="icon-button"
      type="button"
      title=${texts.attach}
      @click=${({ currentTarget }: Event) => ((currentTarget as HTMLElement).nextElementSibling as HTMLElement).click()}
    >
      ${icons.attach}
    </button>
    <input
      type="file"
      hidden
      multiple
      accept=${uploads.types.join(',')}
      @change=${({ currentTarget }: Event) => {
        const input = currentTarget as HTMLInputElement
        model.sendFiles([...(input.files ?? [])])
        input.value = '' // So that the same file can be chosen again.
      }}
    />`
}

const fieldOf = ({ currentTarget }: Event) =>
  (currentTarget as HTMLElement).closest('form')?.querySelector<HTMLTextAreaElement>('textarea')
