import { expect } from 'vitest'
import { launchBrowser } from '../../../support/browsers/launch-browser.ts'
import type { TabCase } from '../tab-case.ts'

const changes = 3

export const endings: readonly TabCase[] = [
  {
    title: `whichever tab leads is closed, ${changes} times, and another opens each time`,
    async play(chat) {
      for (let change = 0; change < changes; change++) {
        await chat.close(await chat.leader())
        await chat.goesOn()
        const opened = await chat.open()
        opened.talk()
      }
    },
  },
  {
    title: 'the process of the tab that leads crashes',
    async play(chat) {
      const leader = await chat.leader()
      await chat.remove(leader)
      await leader.say(3)
      await leader.page.crash()
      await chat.goesOn()
    },
    limits: {
      webkit: {
        because: 'its driver ends the session with the whole browser when the process of a page ends',
        tabs: 1,
        async play(chat) {
          const browser = await launchBrowser('webkit')
          const page = await browser.open(`${chat.origin}/elsewhere`)
          const other = await browser.open(`${chat.origin}/elsewhere`)
          await page.crash()
          await expect(page.evaluate('1')).rejects.toThrow()
          await expect(other.evaluate('1')).rejects.toThrow()
        },
      },
    },
  },
]
