import type { MessageDay, MessageGroup } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { dayText } from '../texts/formats.ts'
import { group } from './group.ts'
import type { View } from './view.ts'

/** What was said on one day. */
export function day({ at, groups }: MessageDay, view: View): TemplateResult {
  const { options, texts } = view
  return html`<h3 class="day-name" part="day">${dayText(at, options.now, texts)}</h3>
    ${repeat(
      groups,
      ({ key }) => key,
      (one, place) => html`${divider(groups[place - 1], one, view)} ${group(one, view)}`,
    )}`
}

/** Between what an earlier page has shown and what has come since. */
function divider(before: MessageGroup | undefined, { entries: [first] }: MessageGroup, { snapshot, texts }: View) {
  const { restoredUpTo } = snapshot
  const lastIndex = before?.entries.at(-1)?.index
  const isBoundary = lastIndex !== undefined && lastIndex <= restoredUpTo && (first?.index ?? Infinity) > restoredUpTo
  return isBoundary ? html`<p class="restored" part="divider">${texts.newSince}</p>` : nothing
}
