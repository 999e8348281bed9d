import { isTranscriptCommand } from '@chat-transport/core'
import type { ChatCommand } from '@chat-transport/core'
import type { CaseContext, ConformanceCase, Outcome } from '../case/conformance-case.ts'
import { passMarker } from '../stage/marker.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { connectedPage, openPage, restoreOf, typeOf, type Page } from '../stage/page.ts'
import { commandTypes, sampleCommand, transcriptCommand } from '../case/sample-commands.ts'
import { messageAt, typingEvents } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T4'] as const

const causedBy = (page: Page, { id }: ChatCommand) =>
  page.events.filter((event) => (event as { commandId?: unknown } | null)?.commandId === id)

/** The outcome is unknown: rejected, but not with what would be taken for a refusal. */
function mustBeUnknown(outcome: Outcome, after: string): void {
  must(outcome.type === 'rejected', `send resolved after ${after}`)
  const { name } = (outcome.cause ?? {}) as { name?: unknown }
  must(name !== 'ChatError', `send rejected with a ChatError, which is a refusal, after ${after}`)
}

/** Sends and notes whether the command's event had been handed on when the promise resolved. */
function sendAndLook(page: Page, command: ChatCommand): Promise<boolean> {
  return page.send(command).then(() => causedBy(page, command).length > 0)
}

/** Whether a promise has been settled by now. */
function settlingOf(promise: Promise<void>): () => boolean {
  let settled = false
  const settle = () => void (settled = true)
  promise.then(settle, settle)
  return () => settled
}

async function arrived(context: CaseContext, sessionId: string, command: ChatCommand): Promise<void> {
  await context.until('the command has arrived', async () =>
    (await context.far.commands(sessionId)).some(({ id }) => id === command.id),
  )
}

const accepted: readonly ConformanceCase[] = commandTypes.map((type) => ({
  id: `T8/${type}`,
  rule: 'T8',
  title: isTranscriptCommand(sampleCommand(type))
    ? `settles a ${type} once its event has been handed on`
    : `settles a ${type} once it is written`,
  requires,
  command: type,
  async run(context) {
    const { page, session } = await connectedPage(context)
    const command = sampleCommand(type)
    const outcome = await context.outcome(`the ${type}`, sendAndLook(page, command))
    must(outcome.type === 'resolved', `the ${type} was rejected`)
    if (isTranscriptCommand(command)) must(outcome.value, 'send resolved before the event had been handed on')
    await arrived(context, session.sessionId, command)
  },
}))

export const commandsSettledCases: readonly ConformanceCase[] = [
  ...accepted,
  {
    id: 'T8/not-yet-accepted',
    rule: 'T8',
    title: 'settles nothing while the event has not come',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'ignore' }])
      const settled = settlingOf(page.send(command))
      await arrived(context, session.sessionId, command)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      must(!settled(), 'send was settled although nothing has answered the command')
    },
  },
  {
    id: 'T8/event-waits-for-its-turn',
    rule: 'T8',
    title: 'does not settle by an event that has arrived but waits for an earlier one',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const head = await context.far.say(session.sessionId, 'before')
      await page.has(head)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'ignore' }])
      const settled = settlingOf(page.send(command))
      await arrived(context, session.sessionId, command)
      // Both at once: the one that is early waits for 200 ms, and not longer (T4).
      await context.far.send(session.sessionId, [messageAt(head + 2, { commandId: command.id }), ...typingEvents(1)])
      await context.until('the marker is handed on', () => page.events.some((event) => typeOf(event) === 'EventTyping'))
      must(!page.indexes.includes(head + 2), 'an event was handed on before the one that precedes it')
      must(!settled(), 'send was settled before the event had been handed on')
    },
  },
  ...[1, 2, 3, 51, 52, 999].map((code): ConformanceCase => ({
    id: `T8/refused-${code}`,
    rule: 'T8',
    title: `rejects with the server’s ChatError when a command is refused with ${code}, and stays connected`,
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const event = { error: { code, description: `refused with ${code}`, hint: 'none' }, node: 'b' }
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'refuse', event }])
      const outcome = await context.outcome('the command', page.send(command))
      must(outcome.type === 'rejected', 'send resolved although the command was refused')
      const { name, code: rejectedWith, event: original } = (outcome.cause ?? {}) as Record<string, unknown>
      mustEqual([name, rejectedWith], ['ChatError', code], 'name and code of the rejection')
      mustEqual(original, { type: 'EventError', ...event, commandId: command.id }, 'the event of the rejection')
      await page.has(await context.far.say(session.sessionId, 'marker'))
      mustEqual(page.changes.length, 1, 'the number of changes reported')
    },
  })),
  ...[50, 100, 101].map((code): ConformanceCase => ({
    id: `T8/no-refusal-${code}`,
    rule: 'T8',
    title: `takes ${code} as the answer to a command for a lost line: unknown outcome, attach again`,
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      const event = { error: { code, description: `answered with ${code}` } }
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'refuse', event }])
      mustBeUnknown(await context.outcome('the command', page.send(command)), `the answer ${code}`)
      await page.reaches('connected', 2)
      const again = await context.outcome('the same command', page.send(command))
      must(again.type === 'resolved', 'the same command could not be sent again')
    },
  })),
  {
    id: 'T8/lost-before-the-event',
    rule: 'T8',
    title: 'rejects as unknown when the line is lost before the event, and takes the same command again',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'lose' }])
      mustBeUnknown(await context.outcome('the command', page.send(command)), 'the line was lost')
      await page.reaches('connected', 2)
      const again = await context.outcome('the same command', page.send(command))
      must(again.type === 'resolved', 'the same command could not be sent again')
      const indexes = new Set(causedBy(page, command).map((event) => (event as { index?: unknown }).index))
      mustEqual(indexes.size, 1, 'the number of places that the command has in the transcript')
    },
  },
  {
    id: 'T8/not-connected',
    rule: 'T8',
    title: 'rejects at once, as unknown, while it is not connected',
    requires,
    async run(context) {
      const session = await context.far.newSession()
      const command = await transcriptCommand(context)
      await context.far.refuseLines(true)
      const page = await openPage(context, { attach: restoreOf(session) })
      mustBeUnknown(await context.outcome('a command while connecting', page.send(command)), 'no connection was made')
      await context.far.refuseLines(false)
      await page.reaches('connected')
      await context.far.refuseLines(true)
      await context.far.cut()
      await page.reaches('reconnecting')
      mustBeUnknown(await context.outcome('a command while reconnecting', page.send(command)), 'the line was lost')
      await context.far.refuseLines(false)
      await page.reaches('connected', 2)
      await page.has(await context.far.say(session.sessionId, 'marker'))
      mustEqual(causedBy(page, command), [], 'the events of a command that was not sent')
    },
  },
  {
    id: 'T8/closed',
    rule: 'T8',
    title: 'rejects at once, as unknown, after close()',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      page.close()
      mustBeUnknown(await context.outcome('a command after close()', page.send(command)), 'the connection was closed')
      await passMarker(context)
      mustEqual(await context.far.commands(session.sessionId), [], 'the commands that arrived')
    },
  },
]
