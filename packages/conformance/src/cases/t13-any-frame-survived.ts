import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must } from '../case/outcome.ts'
import { mustBeVerbatim } from '../case/payloads.ts'
import { connectedPage, type Page } from '../fixtures/page.ts'
import { messageAt } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T4'] as const

/** The largest command that a server accepts, and what a binding adds to it: no frame needs to be larger. */
const largestFrame = 32_768 + 1_024

/** Frames that a broken proxy or server may send. */
const frames: Readonly<Record<string, string>> = {
  nothing: '',
  truncated: '{"type":"EventMessage","index":1,"con',
  'not-json': '<html><body>502 Bad Gateway</body></html>',
  null: 'null',
  number: '42',
  string: '"EventMessage"',
  'empty-array': '[]',
  'array-of-null': '[null]',
  'empty-object': '{}',
  'deep-nesting': '['.repeat(5_000),
  huge: `"${'x'.repeat(largestFrame - 2)}"`,
  'control-characters': '\u0000\u0001\ufffe',
}

/** JSON values that are not valid events. The session raises error 151 for them, so they are handed on. */
const events: Readonly<Record<string, unknown>> = {
  null: null,
  number: 42,
  text: 'not an event',
  array: [],
  'no-type': { index: 'one' },
  'type-of-another-kind': { type: { name: 'EventMessage' } },
  'index-of-text': { ...messageAt(1), index: 'next' },
  'index-negative': { ...messageAt(1), index: -1 },
  'index-fraction': { ...messageAt(1), index: 1.5 },
  'error-without-error': { type: 'EventError', commandId: 'nobody' },
  'error-null': { type: 'EventError', error: null, commandId: 7 },
  'unknown-type-without-time': { type: 'EventOfTomorrow', index: 'first', at: 'noon' },
}

/** The same as transcript events: they have a place. */
const placedEvents: Readonly<Record<string, (index: number) => object>> = {
  'event-of-nobody': (index) => ({ ...messageAt(index), party: null }),
  'event-without-content': (index) => ({ type: 'EventMessage', index }),
  'notice-of-nothing': (index) => ({ ...messageAt(index), type: 'EventNotice', notice: 'none' }),
}

/** The transport still works: it hands on a new message, on this line or the next. */
async function mustGoOn(context: CaseContext, page: Page, sessionId: string): Promise<void> {
  const { position } = page
  let head = 0
  while (head <= position) head = await context.far.say(sessionId, 'said after the frame')
  await page.has(head)
  must(page.status !== 'closed', 'the connection was closed')
}

export const anyFrameSurvivedCases: readonly ConformanceCase[] = [
  ...Object.entries(frames).map(([name, frame]): ConformanceCase => ({
    id: `T13/frame-${name}`,
    rule: 'T13',
    title: `survives a frame that is ${name.replaceAll('-', ' ')}`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.far.sendGarbage(frame)
      await mustGoOn(context, page, session.sessionId)
    },
  })),
  {
    id: 'T13/frames-again-and-again',
    rule: 'T13',
    title: 'survives frames that are not json, again and again',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      for (let time = 1; time <= 4; time++) {
        await page.reaches('connected')
        await context.far.sendGarbage(frames['not-json'] ?? '')
        await mustGoOn(context, page, session.sessionId)
      }
    },
  },
  ...Object.entries(events).map(([name, event]): ConformanceCase => ({
    id: `T13/event-${name}`,
    rule: 'T13',
    title: `survives an invalid event, and hands it on: ${name.replaceAll('-', ' ')}`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const before = page.events.length
      await context.far.send(session.sessionId, [event])
      await mustGoOn(context, page, session.sessionId)
      mustBeVerbatim(page.events[before], event, 'the first event handed on after it was sent')
    },
  })),
  ...Object.entries(placedEvents).map(([name, eventAt]): ConformanceCase => ({
    id: `T13/event-${name}`,
    rule: 'T13',
    title: `survives an invalid transcript event, and hands it on in its place: ${name.replaceAll('-', ' ')}`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const before = page.events.length
      const event = eventAt(page.position + 1)
      await context.far.send(session.sessionId, [event])
      await mustGoOn(context, page, session.sessionId)
      mustBeVerbatim(page.events[before], event, 'the first event handed on after it was sent')
    },
  })),
  {
    id: 'T13/event-attached-unasked',
    rule: 'T13',
    title: 'survives an invalid attach answer out of turn',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const event = { type: 'EventAttached', commandId: 'nobody', sessionId: 'another', head: 0 }
      await context.far.send(session.sessionId, [event])
      await mustGoOn(context, page, session.sessionId)
    },
  },
  {
    id: 'T13/answer-without-session',
    rule: 'T13',
    title: 'survives an invalid attach answer, and tries again',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const fields = { sessionId: 7, head: 'none' }
      await context.far.planAttaches([{ type: 'answer', fields }])
      await context.far.cut()
      await mustGoOn(context, page, session.sessionId)
    },
  },
]
