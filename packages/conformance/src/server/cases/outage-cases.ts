import { inspect, must } from '../../case/outcome.ts'
import { messageCommand, restoreCommand } from '../case/commands.ts'
import { codeOf, eventsFor } from '../case/event-fields.ts'
import { answered, attached, givenRestored, givenSession, mustEnd } from '../case/given.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { LineEnd } from '../line/server-line.ts'

/** Codes that refuse no command. */
const undecided: ReadonlySet<unknown> = new Set([50, 100, 101])

/** What a server says that cannot tell: 100, not 50. */
export const outageCases: readonly ServerCase[] = [
  {
    id: 'P12/store-out-of-reach',
    rule: 'P12',
    control: ['outage'],
    phase: 'alone',
    title: 'answers an attach with 100, not 50, while it cannot reach its store, and lets the page in afterwards',
    async run(context) {
      const session = await givenSession(context)
      session.line.vanish()
      context.onEnd(() => void context.control.outage(false).catch(() => undefined))
      await context.control.outage(true)
      const { answer } = await attached(patient(context), restoreCommand(session))
      must(
        codeOf(answer) === 100,
        `with the store out of reach a restore was answered with ${inspect(answer)}. 50 makes every page throw its session away`,
      )
      await context.control.outage(false)
      const back = await attached(context, restoreCommand(session))
      must(
        back.answer.type === 'EventAttached',
        `with the store back the restore was answered with ${inspect(back.answer)}`,
      )
    },
  },
  {
    id: 'P29/undecided-command',
    rule: 'P29',
    control: ['outage'],
    phase: 'alone',
    title: 'ends the line of a command that the store could not decide, and accepts its repeat',
    async run(context) {
      const session = await givenSession(context)
      const sent = messageCommand('during the outage')
      context.onEnd(() => void context.control.outage(false).catch(() => undefined))
      await context.control.outage(true)
      session.line.send(sent)
      const outcome = await context.until(
        'the command is answered or the line ends',
        () => eventsFor(session.line, sent)[0] ?? session.line.end,
        outagePatienceMs,
      )
      if (!(outcome instanceof LineEnd)) {
        must(
          undecided.has(codeOf(outcome)),
          `with the store out of reach a message was answered with ${inspect(outcome)}`,
        )
        await mustEnd(context, session.line, `the line is ended after error ${String(codeOf(outcome))} to a command`)
      }
      await context.control.outage(false)
      const { line } = await givenRestored(context, session)
      const event = await answered(context, line, sent)
      must(event.type === 'EventMessage', `the repeat of the command was answered with ${inspect(event)}`)
    },
  },
]

/** A server may wait for its store before it gives up. */
const outagePatienceMs = 20_000

const patient = (context: ServerCaseContext): ServerCaseContext => ({
  ...context,
  deadlineMs: Math.max(context.deadlineMs, outagePatienceMs),
  until: (what, condition, deadlineMs = Math.max(context.deadlineMs, outagePatienceMs)) =>
    context.until(what, condition, deadlineMs),
})
