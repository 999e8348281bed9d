import axe from 'axe-core'
import type { Browser, Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { createGalleryServer } from '../../../examples/gallery/server/gallery-server.mjs'
import { openPage } from '../../support/browsers/chromium-page.ts'

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

/** Serves the gallery until the test is over. */
export async function serveGallery() {
  const gallery = await createGalleryServer()
  onTestFinished(gallery.close)
  return gallery.origin
}

/** One state of the widget, under a strict policy, as it is for people. */
export async function openState(browser: Browser, origin: string, { state, prepare, ...options }: StateOptions) {
  const { size: [width, height] = [1024, 768], hasForcedColors = false, ...query } = options
  const page = await openPage(browser, 'about:blank')
  await page.setViewport({ width, height })
  // By the protocol: Puppeteer's own function knows no forced colours.
  const protocol = await page.createCDPSession()
  await protocol.send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'forced-colors', value: hasForcedColors ? 'active' : 'none' },
    ],
  })
  await prepare?.(page)
  const refusals: string[] = []
  // What the policy refuses is told on the console.
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML/.test(message.text())) refusals.push(message.text())
  })
  await page.goto(`${origin}/?${new URLSearchParams({ state, ...query })}`)
  await page.waitForSelector('body[data-state=shown]', { timeout: deadlineMs })
  return { page, refusals, violations: (rules?: readonly string[]) => violationsOf(page, rules) }
}

/** What a page gets wrong for people who do not see it, or do not use a mouse: a line each. `only`: by these rules of axe. */
async function violationsOf(page: Page, only?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async (names) => {
    const { axe: injected } = window as unknown as { axe: typeof axe }
    // The page around the widget is the gallery's, and has nothing in it.
    const rules = {
      region: { enabled: false },
      'landmark-one-main': { enabled: false },
      'page-has-heading-one': { enabled: false },
    }
    const { violations, incomplete } = await injected.run('chat-widget', { rules, ...(names && { runOnly: [...names] }) })
    // axe leaves it to people whether an id that is not there comes later. Here none does.
    const missing = incomplete.filter(({ id }) => id === 'aria-valid-attr-value')
    return [...violations, ...missing].flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    )
  }, only)
}
