import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { codeOf, indexOf, typeOf } from '../case/event-fields.ts'
import { mustBeVerbatim, payload, payloadEvents } from '../case/payloads.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { hugeEvent, oddEvents, typingEvents } from '../case/sample-events.ts'

const requires = ['T12', 'T7'] as const

/** The events without an index that were handed on after the first attach answer. A message marks the end of them. */
async function passedUpToMarker(context: CaseContext, page: Page): Promise<unknown[]> {
  const { sessionId } = page.attach as { sessionId: string }
  const marker = await context.far.say(sessionId, 'marker')
  await page.has(marker)
  const end = page.events.findIndex((event) => indexOf(event) === marker)
  return page.events.slice(0, end).filter((event) => indexOf(event) === undefined && typeOf(event) !== 'EventAttached')
}

export const eventsUnchangedCases: readonly ConformanceCase[] = [
  ...[1, 2, 3, 50, 51, 52, 100, 101, 149, 999].map((code): ConformanceCase => ({
    id: `T3/error-${code}`,
    rule: 'T3',
    title: `hands on an EventError ${code} unchanged, including unknown fields`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const error = { code, description: `error ${code}`, severity: 'odd', nested: { list: [1, null, 'ü'] } }
      const event = { type: 'EventError', error, server: { name: 'b', since: 12 } }
      await context.far.send(session.sessionId, [event])
      mustEqual(await passedUpToMarker(context, page), [event], 'the events handed on')
    },
  })),
  ...[1, 2, 3, 51, 52, 999].map((code): ConformanceCase => ({
    id: `T3/command-refused-${code}`,
    rule: 'T3',
    title: `hands on the refusal of a command (${code}) unchanged, with the command’s id, and stays connected`,
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      const event = { error: { code, description: `refused with ${code}`, hint: 'none' }, node: 'b' }
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'refuse', event }])
      void page.send(command)
      await context.until('the refusal is handed on', () => page.events.some((each) => codeOf(each) === code))
      const refusal = { type: 'EventError', ...event, commandId: command.id }
      mustEqual(await passedUpToMarker(context, page), [refusal], 'the events handed on')
      mustEqual(page.changes.length, 1, 'the number of changes reported')
    },
  })),
  {
    id: 'T3/unknown-events',
    rule: 'T3',
    title: 'hands on events of every shape unchanged and in order, including unknown types',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      for (const event of oddEvents) await context.far.send(session.sessionId, [event])
      mustEqual(await passedUpToMarker(context, page), oddEvents, 'the events handed on')
    },
  },
  {
    id: 'T3/batch',
    rule: 'T3',
    title: 'hands on each event of a batch once',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const batch = typingEvents(5)
      await context.far.send(session.sessionId, batch)
      mustEqual(await passedUpToMarker(context, page), batch, 'the events handed on')
    },
  },
  {
    id: 'T3/repeated',
    rule: 'T3',
    title: 'hands on events that equal those before them',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const [event = {}] = typingEvents(1)
      await context.far.send(session.sessionId, [event, event])
      await context.far.send(session.sessionId, [event])
      mustEqual(await passedUpToMarker(context, page), [event, event, event], 'the events handed on')
    },
  },
  {
    id: 'T3/huge',
    rule: 'T3',
    title: 'hands on an event of 200 kB unchanged',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      await context.far.send(session.sessionId, [hugeEvent])
      mustEqual(await passedUpToMarker(context, page), [hugeEvent], 'the events handed on')
    },
  },
  {
    id: 'T3/attached',
    rule: 'T3',
    title: 'hands on EventAttached once for each attach, with the fields that the server added',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const extra = { build: { number: 7, tags: ['ü'] } }
      await context.far.planAttaches([{ type: 'answer', fields: extra }, { type: 'answer' }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      await context.far.cut()
      await page.reaches('connected', 2)
      const answers = page.events.filter((event) => typeOf(event) === 'EventAttached')
      const ids = (await page.attaches()).map(({ id }) => id)
      mustEqual(
        answers.map((event) => (event as { commandId?: unknown }).commandId),
        ids,
        'the attaches whose answers were handed on',
      )
      mustEqual({ ...(answers[0] as object), ...extra }, answers[0], 'the first answer')
    },
  },
  {
    id: 'T3/payload',
    rule: 'T3',
    title: 'hands on events unchanged, whatever is legal in JSON',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const place = page.calls.length
      const events = payloadEvents(page.position + 1)
      const head = page.position + 1
      await context.far.send(session.sessionId, events)
      await page.has(head)
      const handedOn = page.calls.slice(place).map((call) => (call.type === 'event' ? call.event : call))
      mustBeVerbatim(handedOn, events, 'what was told to the page')
    },
  },
  {
    id: 'T3/payload-of-an-answer',
    rule: 'T3',
    title: 'hands on the answer to an attach and the refusal of a command unchanged, whatever is legal in JSON',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      await context.far.planAttaches([{ type: 'answer', fields: { acme_field: payload() } }])
      const page = await openPage(context, { attach: restoreOf(session) })
      await page.reaches('connected')
      mustBeVerbatim(Reflect.get(page.attached, 'acme_field'), payload(), 'a field of the answer')
      const event = { error: { code: 51, description: 'no', details: payload() }, acme_field: payload() }
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'refuse', event }])
      void page.send(command)
      await context.until('the refusal is handed on', () => page.answersTo(command).length > 0)
      mustBeVerbatim(page.answersTo(command), [{ type: 'EventError', ...event, commandId: command.id }], 'the refusal')
    },
  },
  {
    id: 'T3/attached-unasked',
    rule: 'T3',
    title: 'drops an EventAttached that answers no attach of its line, and keeps the line',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const again = page.attached
      const other = {
        ...again,
        commandId: 'of-nobody',
        sessionId: 'another-session',
        secret: 'of-another',
        first: 900,
        head: 999,
      }
      await context.far.send(session.sessionId, [again, other])
      mustEqual(await passedUpToMarker(context, page), [], 'the events handed on besides the first answer')
      const answers = page.events.filter((event) => typeOf(event) === 'EventAttached')
      mustEqual(answers.length, 1, 'the number of answers handed on')
      mustEqual([page.changes.length, (await page.attaches()).length], [1, 1], 'the numbers of changes and of attaches')
    },
  },
  {
    id: 'T3/refused-at-first',
    rule: 'T3',
    title: 'reports a refused first attach only as the cause of "closed"',
    requires: [...requires, 'T11'],
    async run(context) {
      const attach = restoreOf(await context.far.newSession())
      const event = { error: { code: 101, description: 'login failed', realm: 'kit' }, hint: 'none' }
      await context.far.planAttaches([{ type: 'refuse', event }])
      const page = await openPage(context, { attach })
      await page.reaches('closed')
      mustEqual(page.events, [], 'the events handed on')
      const cause = page.changes.at(-1)?.cause as { event?: unknown } | undefined
      mustEqual(cause?.event, { type: 'EventError', ...event, commandId: attach.id }, 'the event of the cause')
    },
  },
  {
    id: 'T3/refused-again',
    rule: 'T3',
    title: 'hands on the refusal of a re-attach only once per outage while it retries',
    requires: [...requires, 'T11'],
    async run(context) {
      const { page } = await connectedPage(context)
      const event = { error: { code: 52, description: 'not now', hint: 'later' }, node: 'b' }
      const refuse = { type: 'refuse', event } as const
      const refusals = () => page.events.filter((each) => codeOf(each) === 52)
      await context.far.planAttaches([refuse, refuse, refuse])
      await context.far.cut()
      await page.reaches('connected', 2)
      mustEqual(
        refusals().map(withoutId),
        [{ type: 'EventError', ...event }],
        'the refusals handed on in the first outage',
      )
      await context.far.planAttaches([refuse, refuse])
      await context.far.cut()
      await page.reaches('connected', 3)
      mustEqual(refusals().length, 2, 'the number of refusals handed on in two outages')
      const causes = page.retries.filter(({ cause }) => (cause as { code?: unknown }).code === 52)
      must(
        causes.length >= 5,
        `5 attaches were refused with 52, and ${causes.length} attempts were reported with that cause`,
      )
    },
  },
]

const withoutId = (event: unknown): object => ({ ...(event as object), commandId: undefined })
