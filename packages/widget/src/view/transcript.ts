import { groupMessages } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { guard } from 'lit/directives/guard.js'
import { repeat } from 'lit/directives/repeat.js'
import type { DrawnEntries } from '../model/transcript-window.ts'
import type { WidgetSnapshot } from '../model/widget-snapshot.ts'
import { fillText } from '../texts/fill-text.ts'
import { countText } from '../texts/formats.ts'
import { day } from './day.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** All that was said, as far as it is drawn. `role="log"` says what it is; what is new is told by the announcer. */
export function transcript(view: View): TemplateResult {
  const { snapshot, texts, scroll } = view
  const drawn = scroll.window.draw(snapshot.entries)
  return html`<div
      class="transcript"
      part="transcript"
      role="log"
      aria-live="off"
      aria-label=${texts.transcript}
      @scroll=${scroll.onScroll}
    >
      <div class="transcript-content">
        ${beginning(view, drawn)} ${guard(dependencies(drawn, view), () => messages(drawn, view))}
      </div>
    </div>
    ${jumpToNewest(view)}`
}

const messages = ({ entries }: DrawnEntries, view: View) =>
  repeat(
    groupMessages(entries, { visitor: view.snapshot.visitor }),
    ({ key }) => key,
    (one) => day(one, view),
  )

/** What no message is drawn from, though it changes often: with each key that is pressed, with each second. */
const elsewhere = new Set<string>([
  'agents',
  'status',
  'draft',
  'typing',
  'banner',
  'problem',
  'unread',
  'hasMoreUnread',
] satisfies (keyof WidgetSnapshot)[])

/** All else that messages are drawn from: while it stays the same, none of them is looked at. */
function dependencies(drawn: DrawnEntries, { snapshot, model, texts, contents, options, state }: View): unknown[] {
  const known = Object.entries(snapshot).flatMap(([name, value]) => (elsewhere.has(name) ? [] : [value as unknown]))
  const today = new Date(options.now).toDateString()
  return [...known, drawn, model, texts, contents, options.emojis, state.menuFor, today]
}

/** What stands where the transcript begins. */
function beginning(view: View, { hasAbove, entries: drawn }: DrawnEntries) {
  const { snapshot, texts } = view
  if (snapshot.isLoadingEarlier || snapshot.isRestoring) return html`<p class="beginning">${texts.loadingEarlier}</p>`
  if (hasAbove) return nothing
  if (drawn.length === 0) return empty(view)
  // Where the chat begins is not known before the server has told anything.
  return snapshot.entries.every(({ index }) => index === undefined) ? nothing : firstEntry(view)
}

const empty = ({ snapshot, texts }: View) =>
  snapshot.phase === 'chat'
    ? html`<div class="empty">
        <span class="empty-icon">${icons.chat}</span>
        <p class="empty-title" dir="auto">${texts.greeting}</p>
        <p dir="auto">${texts.empty}</p>
      </div>`
    : nothing

const firstEntry = ({ snapshot, model, texts }: View) =>
  snapshot.hasEarlier
    ? html`<p class="beginning">
        <button class="button" type="button" @click=${() => model.loadEarlier()}>${texts.loadEarlier}</button>
      </p>`
    : html`<p class="beginning">${texts.beginning}</p>`

function jumpToNewest({ snapshot, texts, scroll }: View) {
  if (scroll.isAtEnd) return nothing
  const { unread } = snapshot
  const count = unread > 0 ? countText(texts.newMessages, unread, texts) : undefined
  const label =
    count === undefined ? texts.jumpToNewest : fillText(texts.pair, { first: count, second: texts.jumpToNewest })
  return html`<div class="jump-place">
    <button class="jump" part="jump" type="button" aria-label=${label} @click=${() => scroll.jumpToEnd()}>
      ${icons.down} ${count === undefined ? nothing : html`<span>${count}</span>`}
    </button>
  </div>`
}
