import axe from 'axe-core'
import type { Page } from 'puppeteer-core'

/** What a page, or a part of it, gets wrong for people who do not see it, or do not use a mouse: a line each. */
export async function violationsOf(page: Page, part: string, options: axe.RunOptions): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(
    async (asked, given) => {
      const { axe: injected } = window as unknown as { axe: typeof axe }
      const { violations, incomplete } = await injected.run(asked, given)
      // axe leaves it to people whether an id that is not there comes later. Here none does.
      const missing = incomplete.filter(({ id }) => id === 'aria-valid-attr-value')
      return [...violations, ...missing].flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
      )
    },
    part,
    options,
  )
}
