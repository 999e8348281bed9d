import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { attachedLine, holdLine, type HeldLine } from '../fixtures/held-line.ts'
import { mustEqual } from '../case/outcome.ts'
import { indexOf, typeOf } from '../case/event-fields.ts'
import { mustBeVerbatim, payload, payloadEvents } from '../case/payloads.ts'
import { restoreOf } from '../fixtures/page.ts'
import { hugeEvent, oddEvents, typingEvents } from '../case/sample-events.ts'

const requires = ['L1'] as const
const garbage = 'this is no JSON'

/** The events without an index that were received after the answer. A message marks the end of them. */
async function receivedUpToMarker(context: CaseContext, line: HeldLine, sessionId: string): Promise<unknown[]> {
  const marker = await context.far.say(sessionId, 'marker')
  const place = () => line.received.findIndex((event) => indexOf(event) === marker)
  await context.until('the marker is received', () => place() >= 0)
  const answered = line.received.findIndex((event) => typeOf(event) === 'EventAttached')
  return line.received.slice(answered + 1, place()).filter((event) => indexOf(event) === undefined)
}

export const everythingHandedOnCases: readonly ConformanceCase[] = [
  {
    id: 'L2/answer',
    rule: 'L2',
    title: 'hands on an accepting answer unchanged, with the fields that the far end added',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const extra = { build: { number: 7, tags: ['ü'] } }
      await context.far.planAttaches([{ type: 'answer', fields: extra }])
      const answer = await holdLine(context, restoreOf(session)).answer()
      mustEqual({ ...answer, ...extra }, answer, 'the answer to the attach')
    },
  },
  {
    id: 'L2/refusal',
    rule: 'L2',
    title: 'hands on a refusing answer unchanged',
    requires,
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      const event = { error: { code: 52, description: 'no luck', hint: ['try', 'later'] }, node: 'b' }
      await context.far.planAttaches([{ type: 'refuse', event }])
      const answer = await holdLine(context, attach).answer()
      mustEqual(answer, { type: 'EventError', ...event, commandId: attach.id }, 'the answer to the attach')
    },
  },
  {
    id: 'L2/events',
    rule: 'L2',
    title: 'hands on events of every shape unchanged and in order',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      for (const event of oddEvents) await context.far.send(session.sessionId, [event])
      mustEqual(await receivedUpToMarker(context, line, session.sessionId), oddEvents, 'the events received')
    },
  },
  {
    id: 'L2/batch',
    rule: 'L2',
    title: 'hands on each event of a batch once',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const batch = typingEvents(5)
      await context.far.send(session.sessionId, batch)
      mustEqual(await receivedUpToMarker(context, line, session.sessionId), batch, 'the events received')
    },
  },
  {
    id: 'L2/large-batch',
    rule: 'L2',
    title: 'hands on each of 200 events that come at once',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const batch = typingEvents(200)
      await context.far.send(session.sessionId, batch)
      mustEqual(await receivedUpToMarker(context, line, session.sessionId), batch, 'the events received')
    },
  },
  {
    id: 'L2/repeated',
    rule: 'L2',
    title: 'hands on events that equal those before them, of one batch and of the next',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const [event = {}] = typingEvents(1)
      await context.far.send(session.sessionId, [event, event])
      await context.far.send(session.sessionId, [event])
      const received = await receivedUpToMarker(context, line, session.sessionId)
      mustEqual(received, [event, event, event], 'the events received')
    },
  },
  {
    id: 'L2/before-the-answer',
    rule: 'L2',
    title: 'hands on an event that the far end says before it answers the attach',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const before = typingEvents(1)
      await context.far.planAttaches([{ type: 'answer', before }])
      const line = holdLine(context, restoreOf(session))
      const marker = await context.far.say(session.sessionId, 'marker')
      await context.until('the marker is received', () => line.received.some((event) => indexOf(event) === marker))
      const received = line.received.filter((event) => typeOf(event) === 'EventTyping')
      mustEqual(received, before, 'what was received of an event sent before the answer')
    },
  },
  {
    id: 'L2/payload',
    rule: 'L2',
    title: 'hands on events unchanged, whatever is legal in JSON',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const index = 1_000 // far beyond the transcript
      const events = payloadEvents(index)
      await context.far.send(session.sessionId, events)
      await context.until('the last of them is received', () => line.received.some((each) => indexOf(each) === index))
      const transcript = (event: unknown) => (indexOf(event) ?? index) < index
      const received = line.received.filter((event) => typeOf(event) !== 'EventAttached' && !transcript(event))
      mustBeVerbatim(received, events, 'the events received')
    },
  },
  {
    id: 'L2/no-events',
    rule: 'L2',
    title: 'hands on what is no valid event unchanged, so that the page can be told',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const invalid = [null, 42, 'not an event', [], {}, { index: 'one' }, { type: { name: 'EventMessage' } }]
      for (const each of invalid) await context.far.send(session.sessionId, [each])
      mustEqual(await receivedUpToMarker(context, line, session.sessionId), invalid, 'what was received')
    },
  },
  {
    id: 'L2/garbage',
    rule: 'L2',
    title: 'hands on a frame that is no JSON once, or reports the line as lost',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const known = line.received.length
      await context.far.sendGarbage(garbage)
      const marker = await context.far.say(session.sessionId, 'marker')
      const isMarked = () => line.received.some((event) => indexOf(event) === marker)
      await context.until('a marker is received, or the line is lost', () => line.isLost || isMarked())
      if (line.isLost) return
      const texts = line.received.slice(known).filter((event) => indexOf(event) === undefined)
      mustEqual(texts, [garbage], 'what was received of one frame that is no JSON')
    },
  },
  {
    id: 'L2/payload-of-an-answer',
    rule: 'L2',
    title: 'hands on an accepting and a refusing answer unchanged, whatever is legal in JSON',
    requires,
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      const event = { error: { code: 52, description: 'no luck', details: payload() }, acme_field: payload() }
      await context.far.planAttaches([
        { type: 'answer', fields: { acme_field: payload() } },
        { type: 'refuse', event },
      ])
      const accepting = await holdLine(context, attach).answer()
      mustBeVerbatim(Reflect.get(accepting, 'acme_field'), payload(), 'a field of the accepting answer')
      const refusing = await holdLine(context, attach).answer()
      const expected = { type: 'EventError', ...event, commandId: attach.id }
      mustBeVerbatim(refusing, expected, 'the refusing answer')
    },
  },
  {
    id: 'L2/huge',
    rule: 'L2',
    title: 'hands on an event of 200 kB',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      await context.far.send(session.sessionId, [hugeEvent])
      mustEqual(await receivedUpToMarker(context, line, session.sessionId), [hugeEvent], 'the events received')
    },
  },
]
