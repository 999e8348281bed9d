import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../fixtures/marker.ts'
import { connectedMoments, connectingMoments } from '../fixtures/moments.ts'
import { mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import {
  connectedPage,
  mustHaveCalledNothingSince,
  mustNotBeWritten,
  openPage,
  restoreOf,
  type Page,
} from '../fixtures/page.ts'
import type { ListenerCall } from '../fixtures/listener-calls.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { typingEvents } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T10'] as const

function mustLeaveNothing({ underTest: { clock, network } }: Page): void {
  mustEqual(clock.pending, 0, 'the number of timers left after close()')
  mustEqual(network.listeners, 0, 'the number of network listeners left after close()')
}

/** After close() there is no call of the listener, no line, no timer and no network listener, whatever the far side does. */
async function mustBeGone(context: CaseContext, page: Page, callsBefore: number): Promise<void> {
  mustLeaveNothing(page)
  const attaches = (await page.attaches()).length
  await context.outlast(context.timing.retryDelayMs)
  await context.far.refuseLines(false)
  await context.far.planAttaches([])
  const { sessionId } = page.attach as { sessionId: string }
  await context.far.say(sessionId, 'said after close()')
  await context.mayMiss.send(sessionId, typingEvents(2))
  await passMarker(context)
  mustHaveCalledNothingSince(page, callsBefore)
  mustEqual((await page.attaches()).length, attaches, 'the number of attaches sent')
  await context.until('no line is open any more', async () => (await context.far.lines()) === 0)
  mustLeaveNothing(page)
}

/** Handlers in which a page closes its connection, and how to have them called. */
const handlers: readonly {
  name: string
  title: string
  isIt(call: ListenerCall): boolean
  provoke(context: CaseContext, page: Page): Promise<void>
}[] = [
  {
    name: 'answer-handler',
    title: 'the handler of the attach answer, before the history',
    isIt: (call) => call.type === 'event' && typeOf(call.event) === 'EventAttached',
    provoke: async () => undefined,
  },
  {
    name: 'history-handler',
    title: 'the handler of an event in the middle of the history',
    isIt: (call) => call.type === 'event' && typeOf(call.event) === 'EventMessage',
    provoke: async () => undefined,
  },
  {
    name: 'batch-handler',
    title: 'the handler of an event in the middle of a batch',
    isIt: (call) => call.type === 'event' && typeOf(call.event) === 'EventTyping',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.send((page.attach as { sessionId: string }).sessionId, typingEvents(3))
    },
  },
  {
    name: 'connected-handler',
    title: 'the handler of "connected"',
    isIt: (call) => call.type === 'connectivity' && call.change.current === 'connected',
    provoke: async () => undefined,
  },
  {
    name: 'reconnecting-handler',
    title: 'the handler of "reconnecting"',
    isIt: (call) => call.type === 'connectivity' && call.change.current === 'reconnecting',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.cut()
    },
  },
  {
    name: 'error-150-handler',
    title: 'the handler of error 150, before "interrupted"',
    isIt: (call) => call.type === 'event' && typeOf(call.event) === 'EventError',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.refuseLines(true)
      await context.far.cut()
    },
  },
  {
    name: 'retry-handler',
    title: 'the handler of a planned attempt',
    isIt: (call) => call.type === 'retry',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.cut()
    },
  },
]

export const silentAfterCloseCases: readonly ConformanceCase[] = [
  // T10 tries these moments too: that the listener is not called, and that no line stays open.
  ...connectingMoments.map(({ name, title, reach }): ConformanceCase => ({
    id: `T9/${name}`,
    rule: 'T9',
    title: `leaves no timer and no network listener behind when it is closed while ${title}`,
    requires,
    async run(context) {
      const page = await reach(context)
      page.close()
      mustLeaveNothing(page)
      await context.far.refuseLines(false)
      await context.far.planAttaches([])
      await passMarker(context)
      mustLeaveNothing(page)
    },
  })),
  ...connectedMoments.map(({ name, title, reach }): ConformanceCase => ({
    id: `T9/${name}`,
    rule: 'T9',
    title: `calls no handler and leaves nothing behind when it is closed while ${title}`,
    requires,
    async run(context) {
      const page = await reach(context)
      const callsBefore = page.calls.length // counted before close(): a call made inside close() is too late
      page.close()
      await mustBeGone(context, page, callsBefore)
    },
  })),
  ...handlers.map(({ name, title, isIt, provoke }): ConformanceCase => ({
    id: `T9/${name}`,
    rule: 'T9',
    title: `calls no handler and leaves nothing behind when it is closed inside ${title}`,
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const session = await context.far.newSession()
      for (const text of ['one', 'two', 'three']) await context.far.say(session.sessionId, text)
      let callsBefore = 0
      const page = await openPage(context, {
        attach: restoreOf(session),
        options: { interruptionTimeoutMs },
        react(call, self) {
          if (callsBefore > 0 || !isIt(call)) return
          callsBefore = self.calls.length
          self.close()
        },
      })
      await provoke(context, page)
      await context.outlast(interruptionTimeoutMs)
      await context.until(`${title} is called`, () => callsBefore > 0)
      await mustBeGone(context, page, callsBefore)
    },
  })),
  {
    id: 'T9/commands-under-way',
    rule: 'T9',
    title: 'settles every promise of send() when it is closed',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'ignore' }])
      const unanswered = page.send(command)
      const arrived = () => context.far.commands(session.sessionId)
      await context.until('the command has arrived', async () => (await arrived()).length > 0)
      const unwritten = page.send(await transcriptCommand(context))
      page.close()
      await context.outcome('the promise of send for a command that was not answered', unanswered)
      await context.outcome('the promise of send for a command that was just given', unwritten)
    },
  },
  {
    id: 'T9/send-after-close',
    rule: 'T9',
    title: 'throws or rejects when it is given a command after close(), and writes nothing',
    requires,
    async run(context) {
      const { page, session } = await connectedPage(context)
      const command = await transcriptCommand(context)
      page.close()
      await mustNotBeWritten(context, page, command)
      await passMarker(context)
      mustEqual(await context.far.commands(session.sessionId), [], 'the commands that arrived')
    },
  },
]
