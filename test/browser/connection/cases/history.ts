import { expect } from 'vitest'
import type { ConnectionCase } from '../connection-case.ts'
import { deadlineMs, type Setup, type Visitor } from '../setup.ts'

const never = 600_000

export const history: readonly ConnectionCase[] = [
  {
    title: 'a page that was in the back/forward cache with an open line goes on, and hears what it has missed once',
    async run(setup) {
      const visitor = await setup.visit()
      await visitor.says('Before')
      await awayAndBack(setup, visitor)
      await visitor.page.result('window.visitor && visitor.shownFromCache === 1', deadlineMs)
      await visitor.hears('Before', 'Said meanwhile')
      await goesOn(setup, visitor)
    },
    limits: {
      firefox: {
        because:
          'Firefox keeps no page in its back/forward cache that has a request or a WebSocket open when it is left',
        instead: 'the page is loaded anew, unless it was left between two requests, and has its chat either way',
        async run(setup) {
          const visitor = await setup.visit()
          await visitor.says('Before')
          await awayAndBack(setup, visitor)
          const again = await setup.visitorIn(visitor.page)
          const wasKept = (await again.sees<number>('shownFromCache')) > 0
          expect(again.began).toBe(wasKept ? visitor.began : 'restored')
          await again.hears('Before', 'Said meanwhile')
          await goesOn(setup, again)
        },
      },
    },
  },
  {
    title: 'a page that was in the back/forward cache while its line was down connects at once when it is shown',
    async run(setup) {
      const visitor = await setup.visit({ retryDelayMs: never })
      await visitor.says('Before')
      setup.line.cut()
      await visitor.isTold('interrupted')
      await awayAndBack(setup, visitor, () => setup.line.restore())
      await visitor.page.result('window.visitor && visitor.shownFromCache === 1', deadlineMs)
      await visitor.hears('Before', 'Said meanwhile')
      await goesOn(setup, visitor)
    },
  },
]

async function awayAndBack(setup: Setup, visitor: Visitor, meanwhile?: () => void): Promise<void> {
  const agent = await setup.agent()
  await visitor.page.goTo(`${setup.siteOrigin}/elsewhere`)
  await agent.say('Said meanwhile')
  meanwhile?.()
  await visitor.page.goBack()
  await visitor.page.result(`location.pathname === '/'`, deadlineMs)
}

async function goesOn(setup: Setup, visitor: Visitor): Promise<void> {
  await visitor.says('And on it goes')
  await visitor.hears('Before', 'Said meanwhile', 'And on it goes')
  expect(setup.server.backend.sessions()).toHaveLength(1)
  expect(await visitor.sees('status')).toBe('connected')
}
