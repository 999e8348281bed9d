import type { Page } from 'puppeteer-core'
import type { shareChromium } from '../../support/browsers/chromium-page.ts'
import { eventually } from '../../support/deadline.ts'
import { openState, type StateOptions } from './open-gallery.ts'

/** One state of the gallery, to be used with real keys and asked what a listener finds there. */
export async function openWidgetState(browser: ReturnType<ReturnType<typeof shareChromium>>, options: StateOptions) {
  const { page } = await openState(browser, options)
  return { page, ...widgetIn(page) }
}

function widgetIn(page: Page) {
  /** Evaluates an expression with `root`, the widget's shadow root, and `active`, what has the focus in it. */
  const inside = (expression: string): Promise<unknown> =>
    page.evaluate(
      `(() => { const widget = document.querySelector('chat-widget'), root = widget.shadowRoot, active = root.activeElement
        return ${expression} })()`,
    )
  return {
    inside,
    until: (expression: string) => eventually(async () => Boolean(await inside(expression))),
    async press(...keys: readonly Parameters<typeof page.keyboard.press>[0][]): Promise<void> {
      for (const key of keys) await page.keyboard.press(key)
    },
    /** What has the focus, as a listener hears of it. */
    focused: () =>
      inside(`active && (active.matches('.message') ? 'message: ' + active.querySelector('.bubble').textContent.trim()
        : active.getAttribute('aria-label') ?? active.getAttribute('title') ?? active.textContent.trim())`),
    announced: async () =>
      (await inside(`[...root.querySelectorAll('[role=status] p')].map((line) => line.textContent)`)) as string[],
  }
}
