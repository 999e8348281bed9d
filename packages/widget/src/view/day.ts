import type { MessageDay, MessageGroup } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { dayText } from '../texts/formats.ts'
import { group } from './group.ts'
import type { View } from './view.ts'

/** What was said on one day. */
export function day({ at, groups }: MessageDay, view: View): TemplateResult {
  const { options, texts, snapshot } = view
  return html`<h3 class="day-name" part="day">${dayText(at, options.now, texts)}</h3>
    ${repeat(
      groups.flatMap((one) => parted(one, snapshot.newFrom)),
      ({ key }) => key,
      (one) => html`${divider(one, view)} ${group(one, view)}`,
    )}`
}

/** What is new begins a group of its own. */
function parted(group: MessageGroup, newFrom: number | undefined): MessageGroup[] {
  const { entries } = group
  const at = newFrom === undefined ? -1 : entries.findIndex(({ index }) => index === newFrom)
  const [before, first] = [entries[at - 1], entries[at]]
  if (!before || !first) return [group]
  return [
    { ...group, at: before.at, entries: entries.slice(0, at) },
    { ...group, key: first.key, entries: entries.slice(at) },
  ]
}

/** Before what had not been read when the window was opened. */
function divider({ entries: [first] }: MessageGroup, { snapshot: { newFrom }, texts }: View) {
  const isBoundary = newFrom !== undefined && first?.index === newFrom
  return isBoundary ? html`<p class="restored" part="divider">${texts.newSince}</p>` : nothing
}
