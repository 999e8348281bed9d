import { expect } from 'vitest'
import { eventually } from '../../../support/deadline.ts'
import { deadlineMs, type ChatTab } from '../chat-tab.ts'
import type { TabCase } from '../tab-case.ts'

export const otherPages: readonly TabCase[] = [
  {
    title: 'a tab is duplicated with its sessionStorage, where its chat is, until there are five',
    tabs: 1,
    options: { area: 'session' },
    async play(chat) {
      const [first] = chat.tabs as readonly [ChatTab]
      for (let copies = 0; copies < 4; copies++) {
        const front = chat.tabs.at(-1) as ChatTab
        const copy = await chat.add(await front.page.openByClick('window.open(location.href)'))
        copy.talk()
      }
      expect(chat.lines.open).toBe(1)
      await chat.remove(first)
      await first.until('tab.isSettled') // What waits in a tab's sessionStorage is gone with it.
      await first.page.close()
      await chat.goesOn()
    },
  },
  {
    title: 'a page is prerendered: it neither leads nor waits for its turn before it is shown',
    async play(chat) {
      const front = chat.tabs.at(-1) as ChatTab
      await front.page.show()
      const address = chat.addressOf()
      await front.page.evaluate(prerenderRule(`${address}&next`))
      await eventually(() => chat.prerendered === 1, deadlineMs)
      await chat.goesOn()
      expect(await front.page.evaluate(placesInQueue)).toBe(5)
      expect(chat.lines.open).toBe(1)

      await chat.remove(front)
      await front.page.evaluate(`setTimeout(() => (location.href = ${JSON.stringify(`${address}&next`)})), undefined`)
      const shown = await chat.add(await front.page.activated(`${address}&next`))
      expect(await shown.page.evaluate(`performance.getEntriesByType('navigation')[0].activationStart > 0`)).toBe(true)
      shown.talk()
      await chat.goesOn()
    },
    limits: Object.fromEntries(
      (['firefox', 'webkit'] as const).map((engine) => [
        engine,
        {
          because: 'it does not prerender',
          tabs: 1,
          async play(chat) {
            const [tab] = chat.tabs as readonly [ChatTab]
            const prerenders = `Boolean(HTMLScriptElement.supports?.('speculationrules'))`
            expect(await tab.page.evaluate(prerenders)).toBe(false)
          },
        } satisfies NonNullable<TabCase['limits']>['firefox'],
      ]),
    ),
  },
]

/** How many tabs have the lead or wait for it. */
const placesInQueue = `navigator.locks.query().then(({ held, pending }) =>
  [...held, ...pending].filter(({ name }) => name.startsWith('chat-transport:')).length)`

const prerenderRule = (address: string) => `(() => {
  const rule = document.createElement('script')
  rule.type = 'speculationrules'
  rule.textContent = JSON.stringify({ prerender: [{ urls: [${JSON.stringify(address)}], eagerness: 'immediate' }] })
  document.head.append(rule)
})()`
