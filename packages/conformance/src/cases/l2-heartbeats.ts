import type { ConformanceCase } from '../case/conformance-case.ts'
import { indexOf, typeOf } from '../case/event-fields.ts'
import { must, mustEqual } from '../case/outcome.ts'
import { transcriptCommand } from '../case/sample-commands.ts'
import { attachedLine, holdLine } from '../fixtures/held-line.ts'
import { restoreOf } from '../fixtures/page.ts'

const requires = ['L1'] as const

export const heartbeatCases: readonly ConformanceCase[] = [
  {
    id: 'L2/heartbeats',
    rule: 'L2',
    title: 'takes each heartbeat of an idle line for a sign of life, and for no event',
    requires,
    async run(context) {
      const { line, session } = await attachedLine(context)
      const before = line.signs.whole + line.signs.part
      await context.until(
        'the link has called alive() twice on an idle line (the far end must send heartbeats)',
        () => line.signs.whole + line.signs.part >= before + 2,
      )
      const marker = await context.far.say(session.sessionId, 'marker')
      await context.until('the marker is received', () => line.received.some((event) => indexOf(event) === marker))
      const others = line.received.filter((event) => indexOf(event) === undefined && typeOf(event) !== 'EventAttached')
      mustEqual(others, [], 'what was received on an idle line')
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
      await holdLine(context, restoreOf(await context.far.newSession())).answer() // what was under way has arrived by then
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
