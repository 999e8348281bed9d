import { describe, expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { shareBrowser } from '../support/browsers/launch-browser.ts'
import { eventually } from '../support/deadline.ts'
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

describe.each(engines)('in %s a visitor who signs out', (engine) => {
  const browser = shareBrowser(engine)
  test('in one of three tabs is signed out in all, and the next tab has a chat of its own', async () => {
    const chat = await openSharedChat(browser())
    const [first, ...others] = await chat.openUpTo(3)
    await first?.say(1)
    for (const tab of others) await tab.until('tab.shown.length === 1')
    await first?.page.evaluate('tab.chat.signOut()')
    for (const tab of others) await tab.until(`tab.status === 'closed'`)
    await eventually(() => chat.lines.open === 0)
    const next = await chat.open()
    expect(await next.sees('shown')).toEqual([])
    expect(chat.server.backend.sessions()).toHaveLength(2)
  })
})
