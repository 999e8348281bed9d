import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { passMarker } from '../stage/marker.ts'
import { connectedMoments, connectingMoments } from '../stage/moments.ts'
import { mustEqual } from '../case/outcome.ts'
import { typeOf } from '../case/event-fields.ts'
import {
  connectedPage,
  mustHaveToldNothingSince,
  mustNotBeWritten,
  openPage,
  restoreOf,
  type Page,
} from '../stage/page.ts'
import type { Told } from '../stage/told.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { typingEvents } from '../case/sample-events.ts'

const requires = ['T12', 'T7', 'T3', 'T11', 'T5', 'T10'] as const

function mustLeaveNothing({ staged: { clock, network } }: Page): void {
  mustEqual(clock.pending, 0, 'the number of timers left after close()')
  mustEqual(network.listeners, 0, 'the number of network listeners left after close()')
}

/** After close(): nothing told, no line, no timer, no listener, however much happens at the far side. */
async function mustBeGone(context: CaseContext, page: Page, toldBefore: number): Promise<void> {
  mustLeaveNothing(page)
  const attaches = (await page.attaches()).length
  await context.outlast(context.timing.retryDelayMs)
  await context.far.refuseLines(false)
  await context.far.planAttaches([])
  const { sessionId } = page.attach as { sessionId: string }
  await context.far.say(sessionId, 'said after close()')
  await context.far.send(sessionId, typingEvents(2))
  await passMarker(context)
  mustHaveToldNothingSince(page, toldBefore)
  mustEqual((await page.attaches()).length, attaches, 'the number of attaches sent')
  await context.until('no line is open any more', async () => (await context.far.lines()) === 0)
  mustLeaveNothing(page)
}

/** Handlers from inside which a page closes, and what makes them be called. */
const handlers: readonly {
  name: string
  title: string
  isIt(told: Told): boolean
  provoke(context: CaseContext, page: Page): Promise<void>
}[] = [
  {
    name: 'answer-handler',
    title: 'the handler of the attach answer, before the history',
    isIt: (told) => told.type === 'event' && typeOf(told.event) === 'EventAttached',
    provoke: async () => undefined,
  },
  {
    name: 'history-handler',
    title: 'the handler of an event in the middle of the history',
    isIt: (told) => told.type === 'event' && typeOf(told.event) === 'EventMessage',
    provoke: async () => undefined,
  },
  {
    name: 'batch-handler',
    title: 'the handler of an event in the middle of a batch',
    isIt: (told) => told.type === 'event' && typeOf(told.event) === 'EventTyping',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.send((page.attach as { sessionId: string }).sessionId, typingEvents(3))
    },
  },
  {
    name: 'connected-handler',
    title: 'the handler of "connected"',
    isIt: (told) => told.type === 'connectivity' && told.change.current === 'connected',
    provoke: async () => undefined,
  },
  {
    name: 'reconnecting-handler',
    title: 'the handler of "reconnecting"',
    isIt: (told) => told.type === 'connectivity' && told.change.current === 'reconnecting',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.cut()
    },
  },
  {
    name: 'error-150-handler',
    title: 'the handler of error 150, before "interrupted"',
    isIt: (told) => told.type === 'event' && typeOf(told.event) === 'EventError',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.refuseLines(true)
      await context.far.cut()
    },
  },
  {
    name: 'retry-handler',
    title: 'the handler of a planned attempt',
    isIt: (told) => told.type === 'retry',
    async provoke(context, page) {
      await page.reaches('connected')
      await context.far.cut()
    },
  },
]

export const silentAfterCloseCases: readonly ConformanceCase[] = [
  // T10 tries the rest at these moments: that nothing is told, and that no line stays.
  ...connectingMoments.map(({ name, title, reach }): ConformanceCase => ({
    id: `T9/${name}`,
    rule: 'T9',
    title: `leaves no timer and no listener behind when it is closed while ${title}`,
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
    title: `tells nothing and leaves nothing behind when it is closed while ${title}`,
    requires,
    async run(context) {
      const page = await reach(context)
      const toldBefore = page.told.length // not after it: what is told inside close() is told too late
      page.close()
      await mustBeGone(context, page, toldBefore)
    },
  })),
  ...handlers.map(({ name, title, isIt, provoke }): ConformanceCase => ({
    id: `T9/${name}`,
    rule: 'T9',
    title: `tells nothing and leaves nothing behind when it is closed from inside ${title}`,
    requires,
    async run(context) {
      const { interruptionTimeoutMs } = context.timing
      const session = await context.far.newSession()
      for (const text of ['one', 'two', 'three']) await context.far.say(session.sessionId, text)
      let toldBefore = 0
      const page = await openPage(context, {
        attach: restoreOf(session),
        options: { interruptionTimeoutMs },
        react(told, self) {
          if (toldBefore > 0 || !isIt(told)) return
          toldBefore = self.told.length
          self.close()
        },
      })
      await provoke(context, page)
      await context.outlast(interruptionTimeoutMs)
      await context.until(`${title} is called`, () => toldBefore > 0)
      await mustBeGone(context, page, toldBefore)
    },
  })),
  {
    id: 'T9/commands-under-way',
    rule: 'T9',
    title: 'leaves no promise of send pending',
    requires,
    async run(context) {
      const { page } = await connectedPage(context)
      const command = await transcriptCommand(context)
      await context.far.planCommands([{ type: 'ignore' }])
      const sent = page.send(command)
      page.close()
      await context.outcome('the promise of send', sent)
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
