import { type CardAction, type CardContent, safeUrl } from '@chat-transport/core'
import { html, nothing } from 'lit'
import type { ContentContext, ContentView } from './content-view.ts'
import { linkified } from './linkified.ts'

/** An offer: a picture, a title, and what can be done about it. */
export const cardContent: ContentView<CardContent> = ({ title, text, image, actions = [] }, context) => ({
  bare: true,
  body: html`<div class="card" part="card">
    ${pictureOf(image)}
    <div class="card-text">
      <strong class="card-title">${title}</strong>
      ${text === undefined ? nothing : html`<p>${linkified(text)}</p>`}
      ${actions.length === 0 ? nothing : html`<div class="card-actions">${actions.map((one) => action(one, context))}</div>`}
    </div>
  </div>`,
})

function pictureOf(image: CardContent['image']) {
  const url = image && safeUrl(image.url, document.baseURI)
  return url?.startsWith('http')
    ? html`<img class="card-image" src=${url} alt=${image?.alt ?? ''} loading="lazy" referrerpolicy="no-referrer" />`
    : nothing
}

/** Actions of a later version are left out. */
function action(one: CardAction, { answer, answered }: ContentContext) {
  if (one.type === 'answer') {
    const isChosen = answered === one.value
    return html`<button
      class="button"
      type="button"
      aria-pressed=${isChosen}
      ?disabled=${!answer || answered !== undefined}
      @click=${() => answer?.(one)}
    >
      ${one.label}
    </button>`
  }
  const url = one.type === 'url' ? safeUrl(one.url) : undefined
  return url === undefined
    ? nothing
    : html`<a
        class="button"
        href=${url}
        aria-describedby="new-tab"
        target="_blank"
        rel="noopener noreferrer"
        referrerpolicy="no-referrer"
        >${one.label}</a
      >`
}
