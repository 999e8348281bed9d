import type { TranscriptCommand } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { codeOf, commandIdOf, typeOf } from '../case/event-fields.ts'
import { mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { typingEvents } from '../case/sample-events.ts'
import type { FarSession } from '../far-side/far-side.ts'
import { randomName } from '../far-side/random-name.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectedPage, openPage, restoreOf, type Page } from '../fixtures/page.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T4', 'T9', 'T10'] as const

/** One visitor, with what was meant for them alone. */
interface Visitor {
  readonly page: Page
  readonly session: FarSession
  readonly texts: string[]
  readonly typing: object[]
  readonly commands: TranscriptCommand[]
}

const visitorOf = (page: Page, session: FarSession): Visitor => ({ page, session, texts: [], typing: [], commands: [] })

async function twoVisitors(context: CaseContext, transports: 1 | 2 = 1): Promise<readonly Visitor[]> {
  const first = await context.createTransport()
  const second = transports === 1 ? first : await context.createTransport()
  const visitors: Visitor[] = []
  for (const underTest of [first, second]) {
    const { page, session } = await connectedPage(context, { underTest })
    visitors.push(visitorOf(page, session))
  }
  return visitors
}

/** Each visitor sends a command, all at the same time, and it is answered. */
async function answered(context: CaseContext, visitors: readonly Visitor[]): Promise<void> {
  const commands = await Promise.all(visitors.map(() => transcriptCommand(context)))
  const sent = visitors.map(async ({ page, commands: own }, place) => {
    const command = commands[place] as TranscriptCommand
    own.push(command)
    void page.send(command)
    await context.until('the command is answered', () => page.answersTo(command).length > 0)
  })
  await Promise.all(sent)
}

/** A message, typing and a command for each visitor, all under way at the same time. */
async function exchange(context: CaseContext, visitors: readonly Visitor[]): Promise<void> {
  const said = visitors.map(async ({ page, session, texts, typing }, place) => {
    texts.push(`${texts.length + 1} for visitor ${place + 1}`)
    typing.push({ ...typingEvents(1)[0], of: place, number: typing.length })
    await context.far.send(session.sessionId, typing.slice(-1))
    await page.has(await context.far.say(session.sessionId, texts.at(-1) ?? ''))
  })
  await Promise.all([answered(context, visitors), ...said])
}

/** The texts of others' messages. Each counts once, because a transcript event may be handed on again (T4). */
const textsFrom = (page: Page, own: readonly TranscriptCommand[]): unknown[] => {
  const ids = own.map(({ id }) => id)
  const texts = page.events
    .filter((event) => !ids.includes(String(commandIdOf(event))))
    .map((event) => (event as { content?: { text?: unknown } } | null)?.content?.text)
  return [...new Set(texts)].filter((text) => text !== undefined)
}

const idsOf = (commands: readonly { readonly id?: unknown }[]): unknown[] => [...new Set(commands.map(({ id }) => id))]

/** Each visitor has what was meant for them, and nothing else. */
async function nothingMustHaveCrossed(context: CaseContext, visitors: readonly Visitor[]): Promise<void> {
  await passMarker(context) // gives what goes to the wrong page time to arrive
  for (const [place, { page, session, texts, typing, commands }] of visitors.entries()) {
    const who = `visitor ${place + 1}`
    mustEqual(textsFrom(page, commands), texts, `the messages handed to ${who}`)
    mustEqual(
      page.events.filter((event) => typeOf(event) === 'EventTyping'),
      typing,
      `the typing handed to ${who}`,
    )
    const arrived = await context.far.commands(session.sessionId)
    mustEqual(idsOf(arrived), idsOf(commands), `the ids of the commands that arrived from ${who}`)
    const answers = page.events.filter((event) => typeof commandIdOf(event) === 'string').map(commandIdOf)
    const attaches = (await page.attaches()).map(({ id }) => id)
    const foreign = answers.filter((id) => !idsOf([...commands]).includes(id) && !attaches.includes(String(id)))
    mustEqual(foreign, [], `the answers to others that were handed to ${who}`)
    const sessions = page.events.filter((event) => typeOf(event) === 'EventAttached')
    mustEqual(
      [...new Set(sessions.map((event) => (event as { sessionId?: unknown }).sessionId))],
      [session.sessionId],
      `the sessions that ${who} was attached to`,
    )
  }
}

/** Several attaches wait for their answers at the same time. */
async function attachTogether(context: CaseContext, open: readonly (() => Promise<Page>)[]): Promise<Page[]> {
  await context.far.planAttaches(open.map(() => ({ type: 'hold' })))
  const pages = await Promise.all(open.map((each) => each()))
  await context.until('all attaches have arrived', async () => (await context.far.attaches()).length >= open.length)
  await context.far.planAttaches([])
  for (const page of pages) await page.reaches('connected')
  return pages
}

export const nothingCrossesCases: readonly ConformanceCase[] = [
  ...([1, 2] as const).map((transports): ConformanceCase => ({
    id: `T15/under-way-${transports === 1 ? 'on-one-transport' : 'on-two-transports'}`,
    rule: 'T15',
    title: `keeps messages, typing, commands and answers apart that are under way in two sessions of ${
      transports === 1 ? 'one transport' : 'two transports in one page'
    }`,
    requires,
    async run(context) {
      const visitors = await twoVisitors(context, transports)
      for (let round = 1; round <= 3; round++) await exchange(context, visitors)
      await nothingMustHaveCrossed(context, visitors)
    },
  })),
  {
    id: 'T15/after-an-outage',
    rule: 'T15',
    title: 'keeps two sessions apart whose lines were lost and restored together',
    requires,
    async run(context) {
      const visitors = await twoVisitors(context)
      await exchange(context, visitors)
      for (const outage of [1, 2]) {
        await context.far.cut()
        for (const { page } of visitors) await page.reaches('connected', outage + 1)
        await exchange(context, visitors)
      }
      await nothingMustHaveCrossed(context, visitors)
      for (const { page, session } of visitors) {
        const named = (await page.attaches()).map((attach) => [
          (attach as { sessionId?: unknown }).sessionId,
          attach.secret,
        ])
        mustEqual(named, Array(3).fill([session.sessionId, session.secret]), 'session and secret of the attaches sent')
      }
    },
  },
  {
    id: 'T15/lost-under-way',
    rule: 'T15',
    title: 'keeps two sessions apart whose lines are lost with commands under way',
    requires,
    async run(context) {
      const visitors = await twoVisitors(context)
      await context.far.planCommands([{ type: 'lose' }])
      for (const { page, commands } of visitors) {
        commands.push(await transcriptCommand(context))
        void page.send(commands[0] as TranscriptCommand)
      }
      for (const { page } of visitors) await page.reaches('connected', 2)
      for (const { page, commands } of visitors) void page.send(commands[0] as TranscriptCommand)
      for (const { page, commands } of visitors)
        await context.until(
          'the command is answered',
          () => page.answersTo(commands[0] as TranscriptCommand).length > 0,
        )
      await exchange(context, visitors)
      await nothingMustHaveCrossed(context, visitors)
    },
  },
  {
    id: 'T15/refusals',
    rule: 'T15',
    title: 'hands the refusal of a command only to the page that has sent it',
    requires,
    async run(context) {
      const visitors = await twoVisitors(context)
      const event = { error: { code: 52, description: 'refused' } }
      await context.far.planCommands(visitors.map(() => ({ type: 'refuse', event })))
      await answered(context, visitors)
      await nothingMustHaveCrossed(context, visitors)
      for (const { page } of visitors)
        mustEqual(page.events.map(codeOf).filter(Boolean), [52], 'the errors handed to one page')
    },
  },
  {
    id: 'T15/restored-together',
    rule: 'T15',
    title: 'restores two sessions whose attaches are under way at the same time, each with its own history',
    requires,
    async run(context) {
      const underTest = await context.createTransport()
      const sessions = [await context.far.newSession(), await context.far.newSession()]
      for (const [place, { sessionId }] of sessions.entries())
        await context.far.say(sessionId, `before the page of visitor ${place + 1}`)
      const pages = await attachTogether(
        context,
        sessions.map((session) => () => openPage(context, { attach: restoreOf(session), underTest })),
      )
      const visitors = pages.map((page, place) => visitorOf(page, sessions[place] as FarSession))
      for (const [place, { texts }] of visitors.entries()) texts.push(`before the page of visitor ${place + 1}`)
      await exchange(context, visitors)
      await nothingMustHaveCrossed(context, visitors)
    },
  },
  {
    id: 'T15/started-together',
    rule: 'T15',
    title: 'starts two sessions whose starts are under way at the same time, each for its own page',
    requires: [...requires, 'T1'],
    async run(context) {
      const underTest = await context.createTransport()
      const start = () =>
        ({ type: 'StartSession', id: randomName(), secret: randomName(), pageId: randomName(), take: true }) as const
      const pages = await attachTogether(
        context,
        [1, 2].map(() => () => openPage(context, { attach: start(), underTest })),
      )
      const visitors = pages.map((page) =>
        visitorOf(page, { sessionId: page.attached.sessionId, secret: page.attach.secret }),
      )
      await answered(context, visitors) // shows a far side that the pages have read the answers to their starts
      await exchange(context, visitors)
      await nothingMustHaveCrossed(context, visitors)
    },
  },
  {
    id: 'T15/ended-under-way',
    rule: 'T15',
    title: 'goes on with one session while the other ends, with commands under way in it',
    requires,
    async run(context) {
      const [one, two] = (await twoVisitors(context)) as [Visitor, Visitor]
      two.commands.push(await transcriptCommand(context))
      void two.page.send(two.commands[0] as TranscriptCommand)
      await context.far.end(one.session.sessionId)
      await one.page.reaches('closed')
      await context.until(
        'the command is answered',
        () => two.page.answersTo(two.commands[0] as TranscriptCommand).length > 0,
      )
      await exchange(context, [two])
      await nothingMustHaveCrossed(context, [one, two])
      mustEqual(two.page.changes.length, 1, 'the number of changes reported for the session that goes on')
      const ends = two.page.events.filter((event) => typeOf(event) === 'EventSessionEnded')
      mustEqual(ends, [], 'the ends handed to the page whose session goes on')
    },
  },
]
