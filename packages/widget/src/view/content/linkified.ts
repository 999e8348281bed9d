import { html, type TemplateResult } from 'lit'
import { link } from './link.ts'

/** Addresses in a text. What ends a sentence is no part of one, nor is a bracket that was not opened in it. */
const address = /https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}»”’]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g

/** A text as it was written, with its addresses as links. */
export function linkified(text: string): TemplateResult {
  const parts: unknown[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(address)) {
    parts.push(text.slice(end, index), link(found.includes('://') ? found : `mailto:${found}`, found))
    end = index + found.length
  }
  parts.push(text.slice(end))
  return html`<span class="said">${parts}</span>`
}
