import { expect } from 'vitest'
import type { ConnectionCase } from '../connection-case.ts'
import type { Setup, Visitor } from '../setup.ts'

/** So long that nothing but the browser's word brings the line back within a test. */
const never = 600_000

export const network: readonly ConnectionCase[] = [
  {
    title: 'a browser that goes offline and comes back: one interruption, and all that was said meanwhile arrives once',
    async run(setup) {
      const visitor = await setup.visit({ retryDelayMs: never })
      await visitor.page.evaluate('void addEventListener("online", () => (visitor.online = true))')
      await outage(setup, visitor, {
        async down() {
          await visitor.page.setOffline(true)
          setup.line.cut()
          expect(await visitor.page.evaluate('navigator.onLine')).toBe(false)
        },
        async up() {
          setup.line.restore()
          await visitor.page.setOffline(false)
          await visitor.page.result('visitor.online')
        },
      })
    },
    limits: {
      webkit: {
        because: 'WebKitWebDriver has no command that takes the browser offline',
        instead: 'the line is cut and comes back without a word of the browser',
        async run(setup) {
          const visitor = await setup.visit()
          await expect(visitor.page.setOffline(true)).rejects.toThrow('no command')
          await outage(setup, visitor, {
            down: async () => setup.line.cut(),
            up: async () => setup.line.restore(),
          })
        },
      },
    },
  },
]

interface Switch {
  down(): Promise<void>
  up(): Promise<void>
}

async function outage(setup: Setup, visitor: Visitor, { down, up }: Switch): Promise<void> {
  const agent = await setup.agent()
  await visitor.says('Before')
  await down()
  await visitor.isTold('told of the interruption')
  await visitor.writes('Written meanwhile')
  await agent.say('Said meanwhile')
  await up()
  await visitor.isTold('told that it goes on')
  await setup.server.waitForMessage('Written meanwhile')
  await visitor.hears('Before', 'Said meanwhile', 'Written meanwhile')
  const events = (await visitor.story()).filter((entry) => !entry.startsWith('"'))
  expect(events).toEqual([
    'connected',
    'reconnecting',
    'error 150',
    'interrupted',
    'told of the interruption',
    'connected',
    'told that it goes on',
  ])
}
