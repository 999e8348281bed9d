import { ConformanceFailure, inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, messageCommand } from '../case/commands.ts'
import { codeOf, eventsFor } from '../case/event-fields.ts'
import {
  answered,
  eachAnswered,
  givenCarriedOut,
  givenSession,
  type GivenSession,
  type SentCommand,
} from '../case/given.ts'
import { mustStillServe } from '../case/must-still-serve.ts'
import { nested } from '../case/nested.ts'
import { NotRun } from '../case/not-run.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { LineEnd } from '../line/server-line.ts'

/** How much, how large, how fast: section 9. */
export const limitCases: readonly ServerCase[] = [
  {
    id: 'P57/flood-is-delayed',
    rule: 'P57',
    title: 'accepts commands that come too fast, all of them and in their order',
    async run(context) {
      const { line, answer } = await givenSession(context)
      const { commandsPerSecond } = limitsOf(answer)
      const count = Math.ceil(3 * commandsPerSecond)
      if (count > mostCommands) throw new NotRun(`commandsPerSecond is ${commandsPerSecond}: too many to flood`)
      const sent = Array.from({ length: count }, (_, place) => messageCommand(`flood ${place + 1}`))
      for (const each of sent) line.send(each)
      const answers = await eachAnswered(context, line, sent)
      const refused = answers.find(({ type }) => type === 'EventError')
      must(!refused, `a command that came too fast was refused instead of delayed: ${inspect(refused)}`)
      const ids = new Set(line.events.filter(({ type }) => type === 'EventMessage').map(({ commandId }) => commandId))
      mustEqual(
        [...ids],
        sent.map(({ id }) => id),
        'the order of the events',
      )
    },
  },
  {
    id: 'P57/largest-command',
    rule: 'P57',
    phase: 'alone',
    title: 'accepts a command of `maxMessageBytes`',
    async run(context) {
      const { session, sent } = await withCommandOf(context, 0)
      const outcome = await answeredThough(context, session, sent)
      must(
        outcome.type === 'EventMessage',
        `a command of exactly maxMessageBytes was answered with ${inspect(outcome)}. ${frameHint}`,
      )
    },
  },
  {
    id: 'P57/too-large',
    rule: 'P57',
    phase: 'alone',
    title: 'answers a command above `maxMessageBytes` with error 3 and its id, and the line lives on',
    async run(context) {
      const { session, sent } = await withCommandOf(context, 1)
      const outcome = await answeredThough(context, session, sent)
      must(codeOf(outcome) === 3, `a command of maxMessageBytes + 1 was answered with ${inspect(outcome)}`)
      await givenCarriedOut(context, session.line)
    },
  },
  {
    id: 'P57/counted-in-bytes',
    rule: 'P57',
    phase: 'alone',
    title: 'counts `maxMessageBytes` in bytes of UTF-8, not in characters',
    async run(context) {
      const { session, maxMessageBytes } = await withCommandOf(context, 0)
      const sent = messageCommand('字'.repeat(Math.ceil(maxMessageBytes / 3)))
      const outcome = await answeredThough(context, session, sent)
      must(
        codeOf(outcome) === 3,
        `a command with fewer characters than maxMessageBytes, and more bytes, was answered with ${inspect(outcome)}`,
      )
    },
  },
  {
    id: 'P59/tiny-values',
    rule: 'P59',
    phase: 'alone',
    title: 'answers a command with very many values, or levels, or closes the line: it is never silent',
    async run(context) {
      const values = Array.from({ length: 10_000 }, () => 0)
      for (const data of [values, nested(2_000)]) {
        const { line } = await givenSession(context)
        const sent = command('SendNotice', { notice: { name: 'many', data } })
        line.send(sent)
        const isAnswer = ({ type, commandId }: { type?: unknown; commandId?: unknown }) =>
          type === 'EventError' || commandId === sent.id
        await context.until(
          'a command with 10,000 values or 2,000 levels is answered, or ends its line',
          () => line.events.some(isAnswer) || line.end,
        )
      }
      await mustStillServe(context, 'commands with many values')
    },
  },
  {
    id: 'P59/ten-megabytes',
    rule: 'P59',
    phase: 'alone',
    title: 'answers a message of 10 MB, or closes the line, and serves the others',
    async run(context) {
      const { line, answer } = await givenSession(context)
      if (limitsOf(answer).maxMessageBytes >= tenMegabytes)
        throw new NotRun('maxMessageBytes lets a command of 10 MB through')
      const sent = messageCommand('x'.repeat(tenMegabytes))
      line.send(sent)
      const outcome = await context.until(
        'a message of 10 MB is answered, or ends its line',
        () => eventsFor(line, sent)[0] ?? line.end,
        3 * context.deadlineMs,
      )
      if (!(outcome instanceof LineEnd))
        must(outcome.type === 'EventError', `a message of 10 MB was answered with ${inspect(outcome)}`)
      await mustStillServe(context, 'a message of 10 MB')
    },
  },
  {
    id: 'P76/full-body',
    rule: 'P76',
    on: ['long-polling'],
    phase: 'alone',
    title: 'lets a body through in which messages of 32,768 characters are together',
    async run(context) {
      const { line } = await givenSession(context)
      const sent = Array.from({ length: 8 }, (_, place) => messageCommand(`${place}${'字'.repeat(3_900)}`))
      line.send(...sent)
      const answers = await eachAnswered(context, line, sent)
      const refused = answers.find(({ type }) => type === 'EventError')
      must(!refused, `one of the messages in a full body was refused: ${inspect(refused)}`)
    },
  },
]

const tenMegabytes = 10 * 1024 * 1024
const mostCommands = 600
/** What is larger is not tried: it would be a test of the network. */
const largestTried = 4 * 1024 * 1024
const frameHint =
  'A server that closes with 1009, or answers 413, has a limit for frames that leaves no room for 1 kB of Bayeux around the command (P76)'

const limitsOf = (answer: GivenSession['answer']) =>
  answer.limits as { maxMessageBytes: number; commandsPerSecond: number }

/** A message whose JSON has `maxMessageBytes` and some more bytes. */
async function withCommandOf(context: ServerCaseContext, more: number) {
  const session = await givenSession(context)
  const { maxMessageBytes } = limitsOf(session.answer)
  if (maxMessageBytes > largestTried) throw new NotRun(`maxMessageBytes is ${maxMessageBytes}, more than the kit sends`)
  const empty = messageCommand('')
  const text = 'x'.repeat(maxMessageBytes + more - JSON.stringify(empty).length)
  return { session, maxMessageBytes, sent: { ...empty, content: { type: 'text', text } } }
}

/** As `answered`, for a command that may be too large for what carries it. */
async function answeredThough(context: ServerCaseContext, { line }: GivenSession, sent: SentCommand) {
  try {
    return await answered(context, line, sent)
  } catch (cause) {
    if (!(cause instanceof ConformanceFailure)) throw cause
    throw new ConformanceFailure(`${cause.message}. ${frameHint}`)
  }
}
