import { safeUrl } from '@chat-transport/core'
import { html, type TemplateResult } from 'lit'

/** A link, if it may be followed; else its text. The page that it leads to learns nothing of this one. */
export function link(url: string, text: unknown): TemplateResult | unknown {
  const safe = safeUrl(url)
  return safe === undefined
    ? text
    : html`<a
        href=${safe}
        aria-describedby="new-tab"
        target="_blank"
        rel="noopener noreferrer nofollow"
        referrerpolicy="no-referrer"
        >${text}</a
      >`
}
