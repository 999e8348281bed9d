import { html, nothing, type TemplateResult } from 'lit'
import { fillsThePage } from '../behaviour/window-focus.ts'
import type { WidgetSnapshot } from '../model/widget-snapshot.ts'
import { banner } from './banner.ts'
import { composer } from './composer.ts'
import { ending } from './ending.ts'
import { filesOf, isOfFiles } from './dropped-files.ts'
import { header } from './header.ts'
import { leaving } from './leaving.ts'
import { notificationOffer } from './notification-offer.ts'
import { messageMenu } from './message-menu.ts'
import { preChatForm } from './pre-chat-form.ts'
import { problem } from './problem.ts'
import { transcript } from './transcript.ts'
import { typing } from './typing.ts'
import type { View } from './view.ts'

/** The window: a dialog beside the page, or over it where there is no room for both. */
export function chatWindow(view: View): TemplateResult | typeof nothing {
  const { snapshot, focus, keys, state, model, texts } = view
  if (!snapshot.isOpen) return nothing
  const { phase, uploads } = snapshot
  return html`<section
    class="window ${state.isDropping ? 'is-dropping' : ''}"
    part="window"
    role="dialog"
    aria-labelledby="title"
    aria-modal=${fillsThePage()}
    tabindex="-1"
    data-phase=${phaseOf(snapshot)}
    @focusin=${keys.onFocusin}
    @keydown=${(event: KeyboardEvent) => {
      keys.onKeydown(event)
      if (event.key === 'Escape' && !event.isComposing && givesUp(view)) event.preventDefault()
      focus.onKeydown(event)
    }}
    @dragover=${(event: DragEvent) => {
      if (!isOfFiles(event.dataTransfer) || !uploads) return
      event.preventDefault()
      state.setDropping(true)
    }}
    @dragleave=${() => state.setDropping(false)}
    @drop=${(event: DragEvent) => {
      state.setDropping(false)
      if (!isOfFiles(event.dataTransfer)) return
      event.preventDefault() // The browser would open it in place of the page.
      model.sendFiles(filesOf(event.dataTransfer))
    }}
  >
    ${header(view)} ${banner(view)} ${phase === 'form' ? preChatForm(view) : transcript(view)} ${problem(view)}
    ${phase === 'form' ? nothing : [typing(view), notificationOffer(view), foot(view)]} ${messageMenu(view)}
    ${state.isDropping ? html`<p class="drop-hint" aria-hidden="true">${texts.dropFiles}</p>` : nothing}
    <span id="new-tab" hidden>${texts.newTab}</span>
  </section>`
}

/** Escape gives up what the visitor is about to do, one after the other, before it closes the window. */
function givesUp({ state, snapshot, model }: View): boolean {
  if (state.menuFor !== undefined) state.closeMenu()
  else if (snapshot.editing) model.stopEditing()
  else if (snapshot.isLeaving) model.cancelLeaving()
  else return false
  return true
}

/** The phase, or what the visitor is about to do in it. */
function phaseOf({ phase, isLeaving, editing }: WidgetSnapshot): string {
  if (isLeaving) return 'leaving'
  return editing ? 'editing' : phase
}

function foot(view: View): TemplateResult | typeof nothing {
  const { phase, isLeaving } = view.snapshot
  if (phase === 'ended') return ending(view)
  return isLeaving ? leaving(view) : composer(view)
}
