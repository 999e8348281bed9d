import { expect } from 'vitest'
import { eventually } from '../../../support/deadline.ts'
import type { ConnectionCase } from '../connection-case.ts'

const messages = 40

export const hiddenTab: readonly ConnectionCase[] = [
  {
    title: 'a hidden tab, whose timers are throttled, hears all the same, and at once',
    async run(setup) {
      const visitor = await setup.visit()
      const agent = await setup.agent()
      await visitor.page.hide()
      const before = await visitor.sees<number>('turns')
      // One at a time, so that on long-polling each needs a /meta/connect of its own.
      for (let count = 1; count <= messages; count++) {
        await agent.say(`message ${count}`)
        await eventually(async () => (await visitor.sees<readonly string[]>('texts')).length === count)
      }
      expect(await visitor.page.evaluate('document.visibilityState')).toBe('hidden')
      expect((await visitor.story()).filter((entry) => !entry.startsWith('"'))).toEqual(['connected'])
      // Had each /meta/connect waited for such a timer, there had been as many turns of it at least.
      expect((await visitor.sees<number>('turns')) - before).toBeLessThan(messages / 2)
    },
  },
]
