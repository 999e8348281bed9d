import { svg, html, type TemplateResult } from 'lit'
import { chatPath } from './chat-path.ts'

/** Drawn in the colour of the text beside them, and hidden from whoever listens: a label says what they mean. */
const icon = (paths: TemplateResult) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`

export const icons = {
  chat: icon(svg`<path d=${chatPath} />`),
  down: icon(svg`<path d="m6 9.5 6 6 6-6" />`),
  close: icon(svg`<path d="m6 6 12 12M18 6 6 18" />`),
  end: icon(
    svg`<path d="M10 4H6.500A1.500 1.500 0 0 0 5 5.500v13a1.500 1.500 0 0 0 1.500 1.500H10M15 8l4 4-4 4M18.500 12H10" />`,
  ),
  send: icon(svg`<path d="M5 12h13M12.500 6l6 6-6 6" />`),
  attach: icon(
    svg`<path d="m19.500 11.500-7.600 7.600a5 5 0 0 1-7-7l8-8a3.300 3.300 0 0 1 4.700 4.700l-8 8a1.700 1.700 0 0 1-2.400-2.400l7.300-7.300" />`,
  ),
  more: icon(svg`<path d="M5.500 12h.01M12 12h.01M18.500 12h.01" />`),
  edit: icon(svg`<path d="M4.500 19.500 5.500 15 16 4.500l3.500 3.500L9 18.500l-4.500 1Z" />`),
  remove: icon(svg`<path d="M5 7h14M9.500 7V4.500h5V7M7 7l.8 12.500h8.400L17 7" />`),
  clock: icon(svg`<circle cx="12" cy="12" r="8" /><path d="M12 7.500V12l3 2" />`),
  sent: icon(svg`<path d="m5 12.500 4.500 4.500L19 7.500" />`),
  read: icon(svg`<path d="m2.500 12.500 4.500 4.500 9.500-9.500M11.500 16.500l.7.500 9.300-9.500" />`),
  failed: icon(svg`<circle cx="12" cy="12" r="8.500" /><path d="M12 7.500v5.500M12 16.300v.01" />`),
  file: icon(svg`<path d="M6.500 3.500h7l4.500 4.500v12.500h-11.500ZM13 3.500V8.500h5" />`),
  star: icon(
    svg`<path d="m12 3.800 2.500 5.200 5.700.8-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.8Z" />`,
  ),
  save: icon(svg`<path d="M12 4v11M7.500 11l4.500 4.500 4.500-4.500M5 19.500h14" />`),
} as const
