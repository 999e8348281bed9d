import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { unreadText } from '../texts/said-texts.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

/** The round button in the corner: opens the window, and says how much is unread. */
export function launcher({ snapshot, model, texts }: View): TemplateResult {
  const { isOpen, unread, hasMoreUnread } = snapshot
  const closed =
    unread > 0 ? fillText(texts.pair, { first: texts.open, second: unreadText(unread, texts) }) : texts.open
  const label = isOpen ? texts.close : closed
  return html`<button
    class="launcher ${isOpen ? 'is-open' : ''}"
    part="launcher"
    type="button"
    data-focus="launcher"
    aria-label=${label}
    aria-expanded=${isOpen}
    aria-haspopup="dialog"
    @click=${() => (isOpen ? model.close() : model.open())}
  >
    ${isOpen ? icons.down : icons.chat}
    ${
      !isOpen && unread > 0
        ? html`<span class="badge" part="badge" aria-hidden="true">${shortCount(unread, hasMoreUnread)}</span>`
        : nothing
    }
  </button>`
}

const shortCount = (count: number, hasMore: boolean) => (count > 99 ? '99+' : `${count}${hasMore ? '+' : ''}`)
