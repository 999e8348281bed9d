import type { ConformanceCase } from '../case/conformance-case.ts'
import { mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { connectedPage, type Page } from '../fixtures/page.ts'
import { harmlessChanges } from '../fixtures/page-changes.ts'
import { inShort } from '../fixtures/listener-calls.ts'

const requires = ['T12', 'T7', 'T3', 'T11'] as const
const hourMs = 3_600_000

const attachCount = async (page: Page) => (await page.attaches()).length

export const pageEventsCases: readonly ConformanceCase[] = [
  ...harmlessChanges.map((changes): ConformanceCase => ({
    id: `T5/living-line-${changes.join('-')}`,
    rule: 'T5',
    title: `keeps a line that lives, and reports nothing, when the page says ${changes.join(', then ')}`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      for (const change of changes) page.underTest.network.tell(change)
      await page.has(await context.far.say(session.sessionId, 'said afterwards'))
      mustEqual(inShort(page.calls), ['connected'], 'what was reported on a line that lives')
      mustEqual(await attachCount(page), 1, 'the number of attaches sent')
    },
  })),
  {
    id: 'T5/false-offline',
    rule: 'T5',
    title: 'goes on receiving and sending, and reports nothing, when the browser says offline and the line lives',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      page.underTest.network.tell('offline')
      await page.has(await context.far.say(session.sessionId, 'said while the browser says offline'))
      void page.send(command)
      await context.until('a command is answered', () => page.answersTo(command).length > 0)
      mustEqual(inShort(page.calls), ['connected'], 'what was reported on a line that lives')
      mustEqual(await attachCount(page), 1, 'the number of attaches sent')
    },
  },
  {
    id: 'T5/woken',
    rule: 'T5',
    title: 'reports a long outage once, however often the page wakes during it',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.outlast(interruptionTimeoutMs)
      await page.reaches('interrupted')
      for (const change of harmlessChanges.flat()) {
        const planned = page.retries.length
        page.underTest.network.tell(change)
        if (page.underTest.network.online)
          await context.until('another attempt is planned', () => page.retries.length > planned)
      }
      await context.outlast(interruptionTimeoutMs)
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      const expected = ['connected', 'reconnecting', 150, 'interrupted', 'connected']
      mustEqual(inShort(page.calls), expected, 'what was reported for one long outage')
    },
  },
  {
    id: 'T5/slept',
    rule: 'T5',
    title: 'counts the time that the machine sleeps as time without a line, and reports it once when it wakes',
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs: hourMs } })
      const { clock, network } = page.underTest
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      for (let night = 1; night <= 2; night++) {
        clock.sleep(hourMs)
        network.tell('visible')
        await page.reaches('interrupted')
      }
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      const expected = ['connected', 'reconnecting', 150, 'interrupted', 'connected']
      mustEqual(inShort(page.calls), expected, 'what was reported for an outage in which the machine slept')
    },
  },
  {
    id: 'T5/slept-on-a-dead-line',
    rule: 'T5',
    title: 'reports "reconnecting" when it wakes after a sleep that was longer than the line may be silent',
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { options: { silenceTimeoutMs: hourMs } })
      const { clock, network } = page.underTest
      await context.far.silence(true)
      clock.sleep(hourMs)
      network.tell('visible')
      await page.reaches('reconnecting')
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T5/clock-set-back',
    rule: 'T5',
    title: 'reports a long outage in time, although the wall clock is set back meanwhile',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      page.underTest.clock.sleep(-hourMs)
      await context.outlast(interruptionTimeoutMs)
      await page.reaches('interrupted')
    },
  },
]
