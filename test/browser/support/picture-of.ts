import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'puppeteer-core'
import { shareGallery, type GalleryOptions } from './open-gallery.ts'

const blocks = readFileSync(new URL('../pictures/blocks.ttf', import.meta.url)).toString('base64')

/** When all pictures are taken. */
const takenAt = Date.UTC(2026, 2, 4, 10, 4)

/** Shows states of the gallery so that they look the same on every machine. */
export function sharePictures(browser: () => Browser, options: GalleryOptions): (state: string) => Promise<Page> {
  const prepare = async (opened: Page) => {
    await opened.emulateTimezone('UTC')
    await opened.evaluateOnNewDocument(keepTheDay, takenAt)
  }
  const show = shareGallery(browser, { ...options, prepare })
  return async (state) => {
    const { page } = await show(state)
    await page.evaluate(drawAlike, blocks)
    return page
  }
}

/** Runs in the page, before its scripts: it is always the same day, and time goes on as ever. */
function keepTheDay(at: number): void {
  const ahead = at - Date.now()
  const RealDate = Date
  class ShiftedDate extends RealDate {
    constructor(...values: readonly (number | string)[]) {
      super(...((values.length === 0 ? [RealDate.now() + ahead] : values) as [number]))
    }
    static override now = () => RealDate.now() + ahead
  }
  Object.assign(window, { Date: ShiftedDate })
}

/** Runs in the page: a block for each letter, and nothing that an operating system draws or that blinks. */
async function drawAlike(font: string): Promise<void> {
  const bytes = Uint8Array.from(atob(font), (letter) => letter.charCodeAt(0))
  const face = await new FontFace('Blocks', bytes.buffer).load()
  document.fonts.add(face)
  const widget = document.querySelector<HTMLElement>('chat-widget')
  widget?.style.setProperty('--chat-font', 'Blocks')
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`
    * { caret-color: transparent; text-rendering: geometricPrecision; }
    code { font-family: Blocks !important; }
    select, input, progress { appearance: none; }
    .menu-emojis button, .reaction { color: transparent !important; overflow: hidden; }
    .reaction { width: 3.4em; }
  `)
  const { shadowRoot } = widget ?? {}
  if (shadowRoot) shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, sheet]
}
