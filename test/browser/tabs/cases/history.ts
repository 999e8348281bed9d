import { expect } from 'vitest'
import { deadlineMs, type ChatTab } from '../chat-tab.ts'
import type { SharedChat } from '../shared-chat.ts'
import type { TabCase } from '../tab-case.ts'

export const history: readonly TabCase[] = [
  {
    title: 'the tab that leads, and one that follows, go into the back/forward cache and come back',
    async play(chat) {
      for (const tab of await leaderAndFollower(chat)) {
        const back = await awayAndBack(chat, tab)
        expect(await back.sees('shownFromCache')).toBe(1)
      }
    },
    limits: {
      firefox: {
        because: 'Firefox decides before `pagehide`, and keeps no page that has a Web Lock then or waits for one',
        async play(chat) {
          for (const tab of await leaderAndFollower(chat)) {
            const back = await awayAndBack(chat, tab)
            expect(await back.sees('shownFromCache')).toBe(0)
          }
        },
      },
    },
  },
]

async function awayAndBack(chat: SharedChat, tab: ChatTab): Promise<ChatTab> {
  const { page } = tab
  await page.show()
  await chat.remove(tab)
  await tab.say(3)
  await page.goTo(`${chat.origin}/elsewhere`)
  await chat.goesOn()
  await page.goBack()
  await page.result('window.tab', deadlineMs)
  const back = await chat.add(page)
  back.talk()
  await chat.goesOn()
  return back
}

async function leaderAndFollower(chat: SharedChat): Promise<readonly ChatTab[]> {
  const leader = await chat.leader()
  return [leader, chat.tabs.find((tab) => tab !== leader) as ChatTab]
}
