import { isTranscriptCommand } from '@chat-transport/core'
import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import { largeAmongSmall, mustBeVerbatim, withPayload } from '../case/payloads.ts'
import { connectedPage, type Page } from '../fixtures/page.ts'
import { commandTypes, manyCommands, sampleCommand, transcriptCommand } from '../case/sample-commands.ts'
import { typingEvents } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T4', 'T9', 'T10'] as const

async function twoPages(context: CaseContext) {
  const underTest = await context.createTransport()
  const one = await connectedPage(context, { underTest })
  const two = await connectedPage(context, { underTest })
  return [one, two] as const
}

/** The texts of the messages. Each counts once, because a transcript event may be handed on again (T4). */
const textsOf = (page: Page): unknown[] => {
  const texts = page.events.map((event) => (event as { content?: { text?: unknown } } | null)?.content?.text)
  return [...new Set(texts)].filter((text) => text !== undefined)
}

const typingFor = (place: number): object => ({ ...typingEvents(1)[0], of: place })
const typingOf = (page: Page): unknown[] => page.events.filter((event) => typeOf(event) === 'EventTyping')

export const sessionsApartCases: readonly ConformanceCase[] = [
  {
    id: 'T15/events',
    rule: 'T15',
    title: 'hands each session only its own events',
    requires,
    async run(context) {
      const pages = await twoPages(context)
      for (const [place, { page, session }] of pages.entries()) {
        await context.far.send(session.sessionId, [typingFor(place)])
        await page.has(await context.far.say(session.sessionId, `for page ${place + 1}`))
      }
      await passMarker(context) // gives an event that goes to the wrong page time to arrive
      for (const [place, { page }] of pages.entries()) {
        mustEqual(textsOf(page), [`for page ${place + 1}`], `the messages handed to page ${place + 1}`)
        mustEqual(typingOf(page), [typingFor(place)], `the typing handed to page ${place + 1}`)
      }
    },
  },
  {
    id: 'T15/commands',
    rule: 'T15',
    title: 'sends each session’s commands for that session only',
    requires,
    async run(context) {
      const pages = await twoPages(context)
      const sent = await Promise.all(
        pages.map(async ({ page }) => {
          const command = await transcriptCommand(context)
          void page.send(command)
          await context.until('the command is answered', () => page.answersTo(command).length > 0)
          return command
        }),
      )
      for (const [place, { session }] of pages.entries())
        mustEqual(await context.far.commands(session.sessionId), [sent[place]], `the commands of session ${place + 1}`)
    },
  },
  ...commandTypes.map((type): ConformanceCase => ({
    id: `T15/${type}`,
    rule: 'T15',
    title: `writes a ${type} once, unchanged, and only for its own session`,
    requires,
    command: type,
    async run(context) {
      const [one, two] = await twoPages(context)
      const command = sampleCommand(type)
      void one.page.send(command)
      const arrived = () => context.far.commands(one.session.sessionId)
      await context.until('the command has arrived', async () => (await arrived()).length > 0)
      if (isTranscriptCommand(command))
        await context.until('its event is handed on', () => one.page.answersTo(command).length > 0)
      await passMarker(context)
      mustEqual(await arrived(), [command], 'the commands of its session')
      mustEqual(await context.far.commands(two.session.sessionId), [], 'the commands of the other session')
      mustEqual(two.page.answersTo(command), [], 'the answers handed to the other page')
    },
  })),
  {
    id: 'T15/payload',
    rule: 'T15',
    title: 'writes commands of every type unchanged and in order, whatever is legal in JSON',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const commands = (await manyCommands(context, commandTypes.length)).map(withPayload)
      for (const command of commands) void page.send(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustBeVerbatim(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'T15/burst',
    rule: 'T15',
    title: 'writes each of many commands that are given at once, also if it equals one before it but for the id',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const commands = await manyCommands(context, 30)
      for (const command of commands) void page.send(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustEqual(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'T15/large',
    rule: 'T15',
    title: 'writes large commands, up to the largest that the server accepts, in order with small ones',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const commands = largeAmongSmall(await manyCommands(context, 9), page.attached.limits?.maxMessageBytes)
      for (const command of commands) void page.send(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('all commands have arrived', async () => (await arrived()).length >= commands.length)
      mustBeVerbatim(await arrived(), commands, 'the commands that arrived')
    },
  },
  {
    id: 'T15/close',
    rule: 'T15',
    title: 'closes one session and keeps the other open',
    requires,
    async run(context) {
      const [one, two] = await twoPages(context)
      one.page.close()
      await context.until('one line is closed', async () => (await context.far.lines()) <= 1)
      await two.page.has(await context.far.say(two.session.sessionId, 'still there'))
      mustEqual(two.page.changes.length, 1, 'the number of changes reported for the other session')
    },
  },
  {
    id: 'T15/network',
    rule: 'T15',
    title: 'goes on hearing from the network for one session when another is closed',
    requires,
    async run(context) {
      const [one, two] = await twoPages(context)
      const { network } = two.page.underTest
      one.page.close()
      await context.far.refuseLines(true)
      await context.far.cut()
      await context.until('an attempt has failed', () => two.page.retries.length > 1)
      network.tell('offline')
      await context.outlast(context.timing.openTimeoutMs) // what was under way has failed by then
      await context.far.refuseLines(false)
      network.tell('online')
      await two.page.reaches('connected', 2)
    },
  },
  {
    id: 'T15/end',
    rule: 'T15',
    title: 'ends one session and keeps the other open',
    requires,
    async run(context) {
      const [one, two] = await twoPages(context)
      await context.far.end(one.session.sessionId)
      await one.page.reaches('closed')
      await two.page.has(await context.far.say(two.session.sessionId, 'still there'))
      mustEqual(two.page.changes.length, 1, 'the number of changes reported for the other session')
    },
  },
]
