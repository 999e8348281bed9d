import type { PlannedRetry } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import type { AttachPlan } from '../far-side/far-side.ts'
import { passMarker } from '../fixtures/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'

const requires = ['T12', 'T7'] as const

/** Between two attempts. The clock is moved on over it, so no case waits for it. */
const delayMs = 60_000
const options = { retryDelayMs: () => delayMs }
/** A line is stable when it has been open this long. */
const stableMs = 10_000
/** More attempts than anybody makes who counts them. They take hours of the transport's time. */
const many = { again: 205, atFirst: 105 }
/** The share of a wait after which no attempt may have been made. */
const nearly = 0.6
/** Between reading the clock and reading it again. */
const toleranceMs = 250

/** Ways to fail for which a connection is made all the same: browsers delay a WebSocket after those that could not be made. */
const failures = (count: number): readonly AttachPlan[] =>
  Array.from({ length: count }, (_, place) =>
    place % 10 === 0 ? { type: 'lose' } : { type: 'refuse', event: { error: { code: 100, description: 'not now' } } },
  )

/** Waits until the attempts have been planned, one after another, and moves the clock on over the wait before each. */
async function passWaits(context: CaseContext, page: Page, count: number): Promise<void> {
  for (let attempt = 1; attempt <= count; attempt++) {
    await context.until(`attempt ${attempt} of ${count} is planned`, () => page.retries.length >= attempt)
    page.underTest.clock.skip(delayMs)
  }
}

interface Announced {
  readonly retry: PlannedRetry
  readonly waitMs: number
}

export const attemptsAnnouncedCases: readonly ConformanceCase[] = [
  {
    id: 'T11/many-failures',
    rule: 'T11',
    title: `reconnects after ${many.again} failures in a row and hours of trying`,
    requires,
    async run(context) {
      const { page } = await connectedPage(context, { options })
      await context.far.planAttaches(failures(many.again))
      await context.far.cut()
      await passWaits(context, page, many.again + 1)
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T11/many-failures-at-first',
    rule: 'T11',
    title: `connects for the first time after ${many.atFirst} failures in a row and hours of trying`,
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches(failures(many.atFirst))
      const page = await openPage(context, { attach: restoreOf(session), options })
      await passWaits(context, page, many.atFirst)
      await page.reaches('connected')
    },
  },
  {
    id: 'T11/attempts-announced',
    rule: 'T11',
    title: 'announces each attempt with its number since the line was last stable and its time, and makes it then',
    requires,
    async run(context) {
      const announced: Announced[] = []
      const { page, session } = await connectedPage(context, {
        options,
        react(call, { underTest }) {
          if (call.type === 'retry') announced.push({ ...call, waitMs: call.retry.at - underTest.clock.now() })
        },
      })
      for (const outage of [1, 2]) {
        page.underTest.clock.skip(stableMs + 1_000)
        await page.has(await context.far.say(session.sessionId, 'still there'))
        announced.length = 0
        await context.far.planAttaches(failures(2))
        await context.far.cut()
        for (const attempt of [1, 2, 3]) {
          await context.until(`attempt ${attempt} is planned`, () => announced.length >= attempt)
          if (attempt < 3) page.underTest.clock.skip(delayMs)
        }
        const attaches = (await page.attaches()).length
        page.underTest.clock.skip(delayMs * nearly) // what is left is longer than any case takes
        await passMarker(context)
        mustEqual(
          (await page.attaches()).length,
          attaches,
          'the number of attaches before the time of the last attempt',
        )
        page.underTest.clock.skip(delayMs * (1 - nearly))
        await page.reaches('connected', outage + 1)
        const attempts = announced.map(({ retry }) => retry.attempt)
        mustEqual(attempts, [1, 2, 3], `the numbers of the attempts in outage ${outage}`)
        for (const { retry, waitMs } of announced) {
          must(retry.cause instanceof Error, `attempt ${retry.attempt} has no cause`)
          must(
            Math.abs(waitMs - delayMs) < toleranceMs,
            `attempt ${retry.attempt} was announced for ${Math.round(waitMs)} ms later, not for ${delayMs}`,
          )
        }
      }
    },
  },
]
