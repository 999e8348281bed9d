import type { ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import { connectedPage, type Page } from '../fixtures/page.ts'
import { inShort } from '../fixtures/listener-calls.ts'
import { typingEvents } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11'] as const

const passing = (page: Page) => page.events.filter((event) => typeOf(event) === 'EventTyping')

export const outagesReportedCases: readonly ConformanceCase[] = [
  {
    id: 'T5/cut',
    rule: 'T5',
    title: 'reports "reconnecting" with its cause when the line is cut, before it tries again',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.cut()
      await page.reaches('connected', 2)
      const place = page.calls.findIndex(
        (each) => each.type === 'connectivity' && each.change.current === 'reconnecting',
      )
      const first = page.calls.findIndex((each) => each.type === 'retry')
      must(place >= 0, 'a cut line was never reported as "reconnecting"')
      must(first < 0 || place < first, 'an attempt was planned before "reconnecting" was reported')
      const change = page.changes.find(({ current }) => current === 'reconnecting')
      must(change?.cause instanceof Error, 'the change to "reconnecting" has no cause')
      must(Number.isFinite(change.since), 'the change to "reconnecting" does not say since when')
    },
  },
  {
    id: 'T5/changes',
    rule: 'T5',
    title: 'reports each change once, with the status before it',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.cut()
      await page.reaches('connected', 2)
      const changes = page.changes.map(({ previous, current }) => [previous, current])
      const expected = [
        ['connecting', 'connected'],
        ['connected', 'reconnecting'],
        ['reconnecting', 'connected'],
      ]
      mustEqual(changes, expected, 'the changes reported for one cut')
    },
  },
  {
    id: 'T5/silence',
    rule: 'T5',
    title: 'reports "reconnecting" when the line has been silent for too long',
    requires,
    async run(context) {
      const { silenceTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { silenceTimeoutMs } })
      await context.far.silence(true)
      await context.outlast(silenceTimeoutMs)
      await page.reaches('reconnecting')
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T5/interrupted',
    rule: 'T5',
    title: 'delivers error 150 and then reports "interrupted", once per outage however long it lasts',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.outlast(interruptionTimeoutMs)
      await page.reaches('interrupted')
      await context.outlast(interruptionTimeoutMs)
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      const expected = ['connected', 'reconnecting', 150, 'interrupted', 'connected']
      mustEqual(inShort(page.calls), expected, 'what was reported for one long outage')
    },
  },
  {
    id: 'T5/interrupted-in-time',
    rule: 'T5',
    title: 'reports a long outage when it has lasted as long as it may, not much later, and at once after error 150',
    requires,
    async run(context) {
      const interruptionTimeoutMs = 300_000
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      const { clock } = page.underTest
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      clock.skip(1.2 * interruptionTimeoutMs)
      await context.until('error 150 is handed on', () => inShort(page.calls).includes(150))
      mustEqual(page.status, 'interrupted', 'the status as soon as error 150 has been handed on')
    },
  },
  {
    id: 'T5/interrupted-again',
    rule: 'T5',
    title: 'reports every long outage, not only the first',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      for (const outage of [1, 2]) {
        await context.far.refuseLines(true)
        await context.far.cut()
        await context.outlast(interruptionTimeoutMs)
        await page.reaches('interrupted', outage)
        await context.far.refuseLines(false)
        await page.reaches('connected', outage + 1)
      }
      const outage = ['reconnecting', 150, 'interrupted', 'connected']
      mustEqual(inShort(page.calls), ['connected', ...outage, ...outage], 'what was reported for two long outages')
    },
  },
  {
    id: 'T5/catching-up',
    rule: 'T5',
    title: 'reports no interruption while an attached line is catching up',
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const { page, session } = await connectedPage(context, { options: { interruptionTimeoutMs } })
      const attached = attachedCount(page) // Twice already, if the first line was lost before all had come.
      await context.far.refuseLines(true)
      await context.far.cut()
      const head = await context.far.say(session.sessionId, 'kept back')
      await context.far.skip({ sessionId: session.sessionId, index: head, lines: 1 })
      await context.far.refuseLines(false)
      await context.until('the attach has been answered', () => attachedCount(page) > attached)
      await context.outlast(interruptionTimeoutMs)
      mustEqual(inShort(page.calls), ['connected', 'reconnecting'], 'what was reported while the line was catching up')
      await context.far.cut()
      await page.reaches('connected', 2)
    },
  },
  {
    id: 'T5/since',
    rule: 'T5',
    title:
      'says with "reconnecting" and "interrupted" when there was a last proof of life, on the clock that it was given',
    requires,
    async run(context) {
      const [silenceTimeoutMs, interruptionTimeoutMs] = [600_000, 300_000]
      const { page, session } = await connectedPage(context, { options: { silenceTimeoutMs, interruptionTimeoutMs } })
      const { clock } = page.underTest
      clock.skip(5_000)
      const earliest = clock.now()
      await page.has(await context.far.say(session.sessionId, 'the last event'))
      await context.far.silence(true)
      await context.far.refuseLines(true)
      // Longer than a heartbeat: what is under way has arrived, and a line that makes a new request for each is lost.
      await context.outlast(context.timing.silenceTimeoutMs)
      const latest = clock.now()
      clock.skip(silenceTimeoutMs)
      await page.reaches('reconnecting')
      clock.skip(interruptionTimeoutMs)
      await page.reaches('interrupted')
      for (const status of ['reconnecting', 'interrupted']) {
        const since = page.changes.find(({ current }) => current === status)?.since ?? Number.NaN
        const lateMs = Math.round(since - latest)
        const earlyMs = Math.round(earliest - since)
        must(since >= earliest, `"${status}" since ${earlyMs} ms before the last event was sent`)
        must(since <= latest, `"${status}" since ${lateMs} ms after the last proof of life`)
      }
    },
  },
  {
    id: 'T5/before-the-answer',
    rule: 'T5',
    title: 'hands on no event between "reconnecting" and the answer to the next attach',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      await context.far.planAttaches([{ type: 'answer', before: typingEvents(2) }])
      await context.far.cut()
      await page.reaches('connected', 2)
      const lost = page.calls.findIndex(
        (each) => each.type === 'connectivity' && each.change.current === 'reconnecting',
      )
      const next = page.calls.slice(lost + 1).find((each) => each.type === 'event')
      mustEqual(next && typeOf(next.event), 'EventAttached', 'the first event after "reconnecting"')
    },
  },
  {
    id: 'T5/late-frames',
    rule: 'T5',
    title: 'hands on nothing that arrives late on a line it has given up',
    requires,
    async run(context) {
      const { silenceTimeoutMs } = context.timing
      const { page, session } = await connectedPage(context, { options: { silenceTimeoutMs } })
      await context.far.silence(true)
      await context.far.send(session.sessionId, typingEvents(3))
      await context.outlast(silenceTimeoutMs)
      await page.reaches('connected', 2)
      await context.far.silence(false)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      await passMarker(context) // proves nothing about the line that was given up, but gives its late frames time to arrive
      mustEqual(passing(page), [], 'what was handed on from the line that was given up')
    },
  },
]

const attachedCount = (page: Page): number => page.events.filter((event) => typeOf(event) === 'EventAttached').length
