import type { Browser, ConsoleMessage, Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { createGalleryServer } from '../../../examples/gallery/server/gallery-server.mjs'
import { openPage, sharePage } from '../../support/browsers/chromium-page.ts'
import { violationsOf } from './violations.ts'

const deadlineMs = 30_000

export interface GalleryOptions {
  readonly theme?: 'light' | 'dark'
  readonly lang?: string
  readonly dir?: 'ltr' | 'rtl'
  /** The width and height of the page. @default 1024 × 768 */
  readonly size?: readonly [width: number, height: number]
  /** As on a system of high contrast, which gives all colours. @default false */
  readonly hasForcedColors?: boolean
}

export interface StateOptions extends GalleryOptions {
  readonly state: string
  /** What is done to the page before it loads. */
  readonly prepare?: (page: Page) => Promise<void>
}

/** One state of the widget, under a strict policy, as it is for people. */
export async function openState(browser: Browser, { state, prepare, ...options }: StateOptions) {
  const page = await openPage(browser, 'about:blank')
  await setUp(page, options)
  await prepare?.(page)
  return showState(page, state, options)
}

/** As `openState`, with one page for all states of the current `describe`. Returns what shows a state. */
export function shareGallery(browser: () => Browser, { prepare, ...options }: Omit<StateOptions, 'state'>) {
  const page = sharePage(browser, async (opened) => {
    await setUp(opened, options)
    await prepare?.(opened)
  })
  return (state: string) => showState(page(), state, options)
}

async function setUp(page: Page, { size = [1024, 768], hasForcedColors = false }: GalleryOptions): Promise<void> {
  const [width, height] = size
  await page.setViewport({ width, height })
  // By the protocol: Puppeteer's own function knows no forced colours.
  const protocol = await page.createCDPSession()
  await protocol.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'forced-colors', value: hasForcedColors ? 'active' : 'none' },
    ],
  })
}

/** Each state has an origin of its own, and so nothing that another has stored. */
async function showState(page: Page, state: string, { theme, lang, dir }: GalleryOptions) {
  const gallery = await createGalleryServer()
  onTestFinished(gallery.close)
  const refusals: string[] = []
  // What the policy refuses is told on the console.
  const hear = (message: ConsoleMessage) => {
    if (/Content Security Policy|TrustedHTML/.test(message.text())) refusals.push(message.text())
  }
  page.on('console', hear)
  onTestFinished(() => void page.off('console', hear))
  const query = { state, ...(theme && { theme }), ...(lang && { lang }), ...(dir && { dir }) }
  await page.goto(`${gallery.origin}/?${new URLSearchParams(query)}`)
  await page.waitForSelector('body[data-state=shown]', { timeout: deadlineMs })
  /** `only`: by these rules of axe. */
  const violations = (only?: readonly string[]) =>
    violationsOf(page, 'chat-widget', { rules, ...(only && { runOnly: [...only] }) })
  return { page, refusals, violations }
}

/** The page around the widget is the gallery's, and has nothing in it. */
const rules = {
  region: { enabled: false },
  'landmark-one-main': { enabled: false },
  'page-has-heading-one': { enabled: false },
}
