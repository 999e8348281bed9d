import { html, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { View } from './view.ts'

/** What is told to whoever listens. It is there from the beginning, since a live region that comes with its text is not read. */
export function announcements({ announcer }: View): TemplateResult {
  return html`<div class="unseen" role="status" aria-live="polite" aria-atomic="false">
    ${repeat(
      announcer.lines,
      ({ key }) => key,
      ({ text }) => html`<p>${text}</p>`,
    )}
  </div>`
}
