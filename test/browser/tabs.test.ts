import { describe, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { openSharedChat } from './tabs/shared-chat.ts'
import { tabCases } from './tabs/tab-cases.ts'

describe.each(engines)('in %s five tabs with one chat stay whole while', (engine) => {
  const browser = shareBrowser(engine)
  for (const { title, tabs = 5, options, play, limits } of tabCases) {
    const limit = limits?.[engine]
    test(limit ? `${title} (not here: ${limit.because})` : title, async () => {
      const chat = await openSharedChat(browser(), options)
      for (const tab of await chat.openUpTo(limit?.tabs ?? tabs)) tab.talk()
      await (limit?.play ?? play)(chat)
      await chat.isWhole()
    })
  }
})
