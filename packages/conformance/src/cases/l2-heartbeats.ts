import type { CaseContext, ConformanceCase } from '../case/conformance-case.ts'
import { indexOf, typeOf } from '../case/event-fields.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { anotherLine, attachedLine, type HeldLine } from '../fixtures/held-line.ts'

const requires = ['L1'] as const

/** Waits for two more heartbeats. A whole one is no part of something larger: it shows that what was sent before has come. */
async function heartbeats(context: CaseContext, line: HeldLine): Promise<void> {
  const before = line.signs.whole
  await context.until(
    'the link has called alive() without "part" twice on an idle line (the far end must send heartbeats)',
    () => line.signs.whole >= before + 2,
  )
}

export const heartbeatCases: readonly ConformanceCase[] = [
  {
    id: 'L2/heartbeats',
    rule: 'L2',
    title: 'takes each heartbeat of an idle line for a sign of life, and for no event',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      await heartbeats(context, line)
      const marker = await context.far.say(session.sessionId, 'marker')
      await context.until('the marker is received', () => line.received.some((event) => indexOf(event) === marker))
      const others = line.received.filter((event) => indexOf(event) === undefined && typeOf(event) !== 'EventAttached')
      mustEqual(others, [], 'what was received on an idle line')
    },
  },
  {
    id: 'L2/heartbeats-of-two',
    rule: 'L2',
    title: 'takes heartbeats for a sign of life of the line on which they come, whichever was opened last',
    requires,
    async run(context) {
      const first = await attachedLine(context)
      const second = await attachedLine(context)
      await Promise.all([first, second].map(({ line }) => heartbeats(context, line)))
    },
  },
  {
    id: 'L2/no-sign-of-life',
    rule: 'L2',
    title: 'shows no sign of life while the far end is silent, although commands are written',
    requires,
    async run(context) {
      const { silenceTimeoutMs } = context.timing
      const { line } = await attachedLine(context)
      const commands = await Promise.all(Array.from({ length: 8 }, () => transcriptCommand(context)))
      await context.far.silence(true)
      await anotherLine(context) // what was under way has arrived by then
      const before = line.signs.whole
      for (const command of commands) {
        if (!line.isLost) line.write(command)
        await context.outlast(silenceTimeoutMs / 4)
      }
      must(
        line.signs.whole === before,
        `alive() was called ${line.signs.whole - before} times for a far end that said nothing`,
      )
    },
  },
]
