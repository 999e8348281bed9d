import { reactionSummary, type TranscriptEntry } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { firstWords } from '../texts/plain-text.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** What can be done about a message, as long as the chat goes on. */
export function choicesFor(entry: TranscriptEntry, { snapshot, options }: View) {
  const { event, index, deleted } = entry
  const isThere = snapshot.phase === 'chat' && event?.type === 'EventMessage' && index !== undefined && !deleted
  if (!isThere) return { canReact: false, canChange: false, text: undefined }
  const canChange = entry.delivery !== undefined || event.party.id === snapshot.visitor.id
  return {
    canReact: options.emojis.length > 0,
    /** Deleted, and edited where it is a text. */
    canChange,
    text: canChange && event.content.type === 'text' ? event.content.text : undefined,
  }
}

export function hasMenu(entry: TranscriptEntry, view: View): boolean {
  const { canReact, canChange } = choicesFor(entry, view)
  return canReact || canChange
}

/** The name of the menu, and of its button. */
export const menuName = (entry: TranscriptEntry, { snapshot, texts }: View): string =>
  fillText(texts.messageMenu, { text: firstWords(entry, snapshot.visitor, texts) })

/** One for all messages, beside the one that asked for it: a message that is drawn anew does not close it. */
export function messageMenu(view: View): TemplateResult | typeof nothing {
  const { snapshot, state } = view
  const entry = state.menuFor === undefined ? undefined : entryWith(state.menuFor, snapshot.entries)
  if (!entry || !hasMenu(entry, view)) return nothing
  return html`<div
    class="menu"
    part="menu"
    popover="auto"
    role="dialog"
    aria-label=${menuName(entry, view)}
    @toggle=${state.onMenuToggle}
    @focusout=${state.onMenuFocusout}
  >
    ${emojis(entry, view)} ${changes(entry, view)}
  </div>`
}

/** One by one, from the end: most of a long transcript is not looked at. */
function entryWith(key: string, entries: readonly TranscriptEntry[]): TranscriptEntry | undefined {
  for (let at = entries.length - 1; at >= 0; at--) if (entries[at]?.key === key) return entries[at]
  return undefined
}

function emojis(entry: TranscriptEntry, view: View) {
  const { snapshot, texts, model, options, state } = view
  const { index, reactions } = entry
  if (!choicesFor(entry, view).canReact || index === undefined) return nothing
  const counts = reactionSummary(reactions, snapshot.visitor.id)
  return html`<div class="menu-emojis">
    ${options.emojis.map((emoji) => {
      const isOn = counts.some((count) => count.emoji === emoji && count.own)
      return html`<button
        type="button"
        aria-label=${fillText(texts.react, { emoji })}
        aria-pressed=${isOn}
        @click=${() => {
          state.closeMenu()
          model.react(index, emoji, !isOn)
        }}
      >
        ${emoji}
      </button>`
    })}
  </div>`
}

function changes(entry: TranscriptEntry, view: View) {
  const { texts, model, state } = view
  const { index } = entry
  const { canChange, text } = choicesFor(entry, view)
  if (!canChange || index === undefined) return nothing
  const choose = (act: () => void) => () => {
    state.closeMenu()
    act()
  }
  return html`${
      text === undefined
        ? nothing
        : html`<button class="menu-choice" type="button" @click=${choose(() => model.edit(index, text))}>
            ${icons.edit} ${texts.edit}
          </button>`
    }
    <button class="menu-choice danger" type="button" @click=${choose(() => model.deleteMessage(index))}>
      ${icons.remove} ${texts.delete}
    </button>`
}
