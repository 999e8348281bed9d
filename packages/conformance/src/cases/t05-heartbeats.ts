import type { ConformanceCase } from '../case/conformance-case.ts'
import { mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { repeatedly } from '../fixtures/repeatedly.ts'
import { connectedPage, type Page } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T11'] as const

const statusesOf = ({ changes }: Page) => changes.map(({ current }) => current)

export const silenceMeasuredCases: readonly ConformanceCase[] = [
  {
    id: 'T5/idle',
    rule: 'T5',
    title: 'keeps an idle line for longer than it may be silent, as long as heartbeats come',
    requires,
    async run(context) {
      const silenceTimeoutMs = 2 * context.timing.silenceTimeoutMs // a busy machine may delay a heartbeat
      const { page, session } = await connectedPage(context, { options: { silenceTimeoutMs } })
      await context.outlast(2 * silenceTimeoutMs)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      mustEqual(statusesOf(page), ['connected'], 'the statuses reported on an idle line whose far end sends heartbeats')
    },
  },
  {
    id: 'T5/silence-while-sending',
    rule: 'T5',
    title: 'reports "reconnecting" when nothing comes from the far side, although the page goes on sending',
    requires,
    async run(context) {
      const { silenceTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { silenceTimeoutMs } })
      const commands = await Promise.all(Array.from({ length: 60 }, () => transcriptCommand(context)))
      await context.far.silence(true)
      // More often than the line may be silent, and slower than 2 kB/s: a command may take that long to go up.
      const stop = repeatedly(context, silenceTimeoutMs * 0.7, () => {
        const command = commands.pop()
        if (command) void page.send(command)
      })
      await page.reaches('reconnecting')
      stop()
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T5/silence-in-time',
    rule: 'T5',
    title:
      'reports "reconnecting" when the line has been silent for as long as it may be, not earlier and not much later',
    requires,
    async run(context) {
      const silenceTimeoutMs = 600_000
      const { page } = await connectedPage(context, { options: { silenceTimeoutMs } })
      await context.far.silence(true)
      await context.outlast(context.timing.silenceTimeoutMs) // what is under way has arrived
      // In steps: a timer that finds itself early, and is armed again for the rest, runs in the next one.
      for (let step = 0; step < 9; step++) page.underTest.clock.skip(0.1 * silenceTimeoutMs)
      await context.outlast(context.timing.retryDelayMs)
      // What was reported, since a line that was lost too early may be back by now.
      mustEqual(statusesOf(page), ['connected'], 'the statuses reported within 90 % of `silenceTimeoutMs`')
      page.underTest.clock.skip(0.3 * silenceTimeoutMs)
      await page.reaches('reconnecting')
    },
  },
]
