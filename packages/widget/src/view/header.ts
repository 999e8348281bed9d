import { canSend } from '@chat-transport/core'
import { html, nothing, type TemplateResult } from 'lit'
import { fillText } from '../texts/fill-text.ts'
import { listText } from '../texts/formats.ts'
import { avatar } from './avatar.ts'
import { icons } from './icons.ts'
import type { View } from './view.ts'

const avatars = 3

/** Who the visitor talks to. */
export function header(view: View): TemplateResult {
  const { snapshot, model, texts } = view
  const { agents, isAway } = snapshot
  const names = listText(
    agents.map(({ name }) => name),
    texts,
  )
  return html`<header class="header" part="header">
    ${agents.length > 0 ? html`<div class="avatars">${agents.slice(0, avatars).map(avatar)}</div>` : nothing}
    <div class="heading">
      <h2 id="title" class="title" part="title">
        ${agents.length > 0 ? html`<span class="unseen">${fillText(texts.with, { names: '' })}</span>${names}` : texts.title}
      </h2>
      <p class="subtitle" part="subtitle">${isAway ? texts.away : texts.subtitle}</p>
    </div>
    ${
      canLeave(view)
        ? html`<button class="icon-button" type="button" title=${texts.leave} @click=${() => model.askToLeave()}>
            ${icons.end}
          </button>`
        : nothing
    }
    <button class="icon-button" type="button" title=${texts.minimize} @click=${() => model.close()}>
      ${icons.close}
    </button>
  </header>`
}

/** There is a chat to end. */
const canLeave = ({ snapshot }: View) =>
  snapshot.phase === 'chat' && !snapshot.isLeaving && canSend(snapshot) && snapshot.entries.length > 0
