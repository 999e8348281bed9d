import { type MessageGroup, messageOf, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { timeText } from '../texts/formats.ts'
import { contentOf } from './content/content-of.ts'
import type { ShownContent } from './content/content-view.ts'
import { icons } from './icons.ts'
import { idOf } from './id-of.ts'
import { hasMenu, menuName } from './message-menu.ts'
import { reactions } from './reactions.ts'
import { unsettled } from './unsettled.ts'
import type { View } from './view.ts'

/** One message, and what can be done about it. */
export function message(entry: TranscriptEntry, { own, party, entries }: MessageGroup, view: View): TemplateResult {
  const { texts } = view
  const { key, at, delivery } = entry
  const shown = contentShown(entry, view)
  const isLast = entries.at(-1) === entry
  const who = own ? texts.you : (party?.name ?? '')
  return html`<article
    class="message ${stateOf(entry, { own, isLast, bare: shown.bare })}"
    part="message ${own ? 'message-own' : 'message-other'}"
    data-key=${key}
    data-delivery=${delivery ?? nothing}
    aria-label=${fillText(texts.pair, { first: who, second: timeText(at, texts) })}
    aria-describedby=${[idOf('said', key), ...(delivery === undefined ? [] : [idOf('delivery', key)])].join(' ')}
    aria-busy=${isGrowing(entry) ? 'true' : nothing}
  >
    <div class="message-row">
      <div class="bubble" id=${idOf('said', key)} part="bubble ${own ? 'bubble-own' : 'bubble-other'}">
        <div dir="auto">${shown.body}${edited(entry, view)}</div>
      </div>
      ${menuButton(entry, view)}
    </div>
    ${shown.below ?? nothing} ${reactions(entry, view)} ${cut(entry, view)} ${unsettled(entry, { view, isLast })}
  </article>`
}

const isGrowing = ({ streaming, delivery }: TranscriptEntry) => streaming ?? delivery === 'uploading'

interface Place {
  readonly own: boolean
  readonly isLast: boolean
  readonly bare: boolean | undefined
}

const stateOf = ({ deleted, streaming }: TranscriptEntry, { own, isLast, bare }: Place) =>
  [own && 'own', deleted && 'deleted', streaming && 'streaming', bare && 'bare', isLast && 'last']
    .filter(Boolean)
    .join(' ')

function contentShown(entry: TranscriptEntry, view: View): ShownContent {
  if (entry.deleted) return { body: view.texts.deleted }
  const said = messageOf(entry, view.snapshot.visitor)
  return said ? contentOf(entry, said, view) : { body: nothing }
}

const edited = ({ edited: isEdited, deleted }: TranscriptEntry, { texts }: View) =>
  isEdited && !deleted ? html` <small class="edited">(${texts.edited})</small>` : nothing

const cut = ({ event }: TranscriptEntry, { texts }: View) =>
  event?.type === 'EventMessage' && event.cut ? html`<p class="message-note">${texts.cut}</p>` : nothing

function menuButton(entry: TranscriptEntry, view: View) {
  const { state } = view
  if (!hasMenu(entry, view)) return nothing
  return html`<button
    class="more icon-button"
    type="button"
    aria-label=${menuName(entry, view)}
    aria-haspopup="dialog"
    aria-expanded=${state.menuFor === entry.key}
    @click=${() => state.toggleMenu(entry.key)}
  >
    ${icons.more}
  </button>`
}
