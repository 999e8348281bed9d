import { type MessageGroup, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { timeText } from '../texts/formats.ts'
import { noticeText } from '../texts/said-texts.ts'
import { avatar } from './avatar.ts'
import { deliveryOf } from './delivery.ts'
import { message } from './message.ts'
import type { View } from './view.ts'

/** What one party says in one go, with their name and the time once; or one line between. */
export function group(shown: MessageGroup, view: View): TemplateResult | typeof nothing {
  const { party, own, entries, at } = shown
  const { texts } = view
  if (!party) return notice(entries[0], view)
  const last = entries.at(-1)
  return html`<div class="group ${own ? 'own' : ''}" part="group">
    ${own ? nothing : html`<span class="group-name" part="name"><bdi>${party.name}</bdi></span>`}
    ${own ? nothing : avatar(party)}
    <div class="group-messages">
      ${repeat(
        entries,
        ({ key }) => key,
        (entry) => message(entry, shown, view),
      )}
    </div>
    <p class="group-foot" part="time">
      <time datetime=${new Date(at).toISOString()}>${timeText(at, texts)}</time>
      ${last && own ? deliveryOf(last, view) : nothing}
    </p>
  </div>`
}

function notice(entry: TranscriptEntry | undefined, { texts }: View) {
  const text = noticeText(entry?.event, texts)
  return text === undefined
    ? nothing
    : html`<p class="notice" part="notice" data-key=${entry?.key ?? ''} dir="auto">${text}</p>`
}
