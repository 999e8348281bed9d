import type { Browser, Page } from 'puppeteer-core'
import { onTestFinished } from 'vitest'
import { createGalleryServer } from '../../../examples/gallery/server/gallery-server.mjs'
import { openPage } from '../../support/browsers/chromium-page.ts'
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
