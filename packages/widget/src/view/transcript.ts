import { groupMessages, messageOf, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { countText } from '../texts/formats.ts'
import { noticeText } from '../texts/said-texts.ts'
import { day } from './day.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** All that was said, as far as it is drawn. `role="log"` says what it is; what is new is told by the announcer. */
export function transcript(view: View): TemplateResult {
  const { snapshot, texts, scroll } = view
  const { shown, isAll } = newestShown(view)
  const days = groupMessages(shown, { visitor: snapshot.visitor })
  return html`<div
      class="transcript"
      part="transcript"
      role="log"
      aria-live="off"
      aria-label=${texts.transcript}
      tabindex="0"
      @scroll=${scroll.onScroll}
    >
      <div class="transcript-content">
        ${shown.length > 0 || !isAll ? beginning(view, isAll) : empty(view)}
        ${repeat(
          days,
          ({ key }) => key,
          (one) => day(one, view),
        )}
      </div>
    </div>
    ${jumpToNewest(view)}`
}

/**
 * The newest entries that have something to show, as many as are to be drawn. From the end, and one by one: a transcript may be long, and
 * changes often.
 */
function newestShown({ snapshot: { entries, visitor }, texts, scroll }: View) {
  const shown: TranscriptEntry[] = []
  let at = entries.length - 1
  for (; at >= 0 && shown.length < scroll.drawn; at--) {
    const entry = entries[at]
    if (entry && (messageOf(entry, visitor) ?? noticeText(entry.event, texts))) shown.push(entry)
  }
  return { shown: shown.reverse(), isAll: at < 0 }
}

const empty = ({ snapshot, texts }: View) =>
  snapshot.phase === 'chat'
    ? html`<div class="empty">
        <span class="empty-icon">${icons.chat}</span>
        <p class="empty-title" dir="auto">${texts.greeting}</p>
        <p dir="auto">${texts.empty}</p>
      </div>`
    : nothing

function beginning({ snapshot, model, texts }: View, isAll: boolean) {
  const { hasEarlier, isLoadingEarlier } = snapshot
  if (isLoadingEarlier) return html`<p class="beginning">${texts.loadingEarlier}</p>`
  if (!isAll) return nothing
  return hasEarlier
    ? html`<p class="beginning">
        <button class="button" type="button" @click=${() => model.loadEarlier()}>${texts.loadEarlier}</button>
      </p>`
    : html`<p class="beginning">${texts.beginning}</p>`
}

function jumpToNewest({ snapshot, texts, scroll }: View) {
  if (scroll.isAtEnd) return nothing
  const { unread } = snapshot
  const count = unread > 0 ? countText(texts.newMessages, unread, texts) : undefined
  const label = [count, texts.jumpToNewest].filter((part) => part !== undefined).join(', ')
  return html`<div class="jump-place">
    <button class="jump" part="jump" type="button" aria-label=${label} @click=${() => scroll.jumpToEnd()}>
      ${icons.down} ${count === undefined ? nothing : html`<span>${count}</span>`}
    </button>
  </div>`
}
