import { expect, test } from 'vitest'
import { engines } from '../support/browsers/browser-page.ts'
import { launchBrowser } from '../support/browsers/launch-browser.ts'
import { inScope } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { openSetup } from './connection/setup.ts'

/** Longer than any interval between two turns of a throttled timer, which is a minute at most. */
const hiddenMs = 66_000

/** All at the same time: a minute is a minute. */
test.concurrent.for(engines)(
  'in %s a tab hidden for more than a minute stays connected, and hears at once',
  { timeout: 330_000 },
  (engine, { onTestFinished }) =>
    inScope(onTestFinished, async () => {
      const setup = await openSetup(await launchBrowser(engine), 'websocket')
      const visitor = await setup.visit()
      const agent = await setup.agent()
      await visitor.page.hide()
      const before = await visitor.sees<number>('turns')
      const hiddenAt = await visitor.page.evaluate<number>('Date.now()')

      await visitor.page.result(`Date.now() - ${hiddenAt} > ${hiddenMs}`, hiddenMs + 60_000)
      const turns = (await visitor.sees<number>('turns')) - before
      expect(turns, 'turns of a timer without delay').toBeLessThan(2 * (hiddenMs / 1_000))

      await agent.say('Are you there?')
      await eventually(async () => (await visitor.sees<readonly string[]>('texts')).length === 1)
      await visitor.says('I am')
      expect(await visitor.page.evaluate('document.visibilityState')).toBe('hidden')
      expect(await visitor.story()).toEqual(['connected', '"Are you there?"', '"I am"'])
    }),
)
