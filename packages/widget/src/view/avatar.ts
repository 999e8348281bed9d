import { type Party, safeUrl } from '@chat-transport/core'
import { html, type TemplateResult } from 'lit'

/** A picture of somebody, or the first letter of their name. Their name is said beside it. */
export function avatar({ name, avatarUrl }: Party): TemplateResult {
  const url = avatarUrl === undefined ? undefined : safeUrl(avatarUrl, document.baseURI)
  return html`<span class="avatar" part="avatar" aria-hidden="true">
    ${url?.startsWith('http') ? html`<img src=${url} alt="" loading="lazy" referrerpolicy="no-referrer" />` : initialOf(name)}
  </span>`
}

/** The first character as people see it. */
function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return first?.segment.toLocaleUpperCase() ?? '·'
}
