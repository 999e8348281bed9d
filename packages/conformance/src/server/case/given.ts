import { ConformanceFailure, inspect, must } from '../../case/outcome.ts'
import { objectOrNothing } from '../line/json-object.ts'
import type { JsonObject, ServerLine } from '../line/server-line.ts'
import { messageCommand, restoreCommand, startCommand, type KnownSession, type StartCommand } from './commands.ts'
import { eventsFor } from './event-fields.ts'
import { NotReached } from './not-run.ts'
import type { ServerCaseContext } from './server-case.ts'

/** A session that a case has started, and its line. */
export interface GivenSession extends KnownSession {
  readonly start: StartCommand
  readonly line: ServerLine
  readonly answer: JsonObject
}

/** Waits for what an attach is answered with. Fails when the line ends without an answer. */
export const answerTo = (context: ServerCaseContext, line: ServerLine): Promise<JsonObject> =>
  context.untilOn(line, 'the attach is answered', () => line.answers[0])

/** Opens a line and waits for the answer. */
export async function attached(context: ServerCaseContext, attach: object) {
  const line = context.open(attach)
  return { line, answer: await answerTo(context, line) }
}

/** What the case builds on, and does not judge: if it fails, another case names the rule. */
export async function asGiven<Value>(what: string, happens: Promise<Value>): Promise<Value> {
  try {
    return await happens
  } catch (cause) {
    if (cause instanceof ConformanceFailure) throw new NotReached(`it needs ${what}, but ${cause.message}`)
    throw cause
  }
}

export const givenSession = (context: ServerCaseContext, fields: object = {}): Promise<GivenSession> =>
  asGiven('a session', startSession(context, fields))

/** A session that agents can see: a server may show it only once its client has shown that it has the answer (P41). */
export async function givenShownSession(context: ServerCaseContext): Promise<GivenSession> {
  const session = await givenSession(context)
  await givenCarriedOut(context, session.line)
  return session
}

export async function startSession(context: ServerCaseContext, fields: object = {}): Promise<GivenSession> {
  const start = startCommand(fields)
  const { line, answer } = await attached(context, start)
  must(answer.type === 'EventAttached', `the start was answered with ${inspect(answer)}`)
  const { secret, pageId } = start
  return { secret, pageId, sessionId: String(answer.sessionId), start, line, answer }
}

/** Comes back to a session. */
export async function givenRestored(context: ServerCaseContext, session: KnownSession, fields: object = {}) {
  return asGiven(
    'the session to be restored',
    (async () => {
      const { line, answer } = await attached(context, restoreCommand(session, fields))
      must(answer.type === 'EventAttached', `the restore was answered with ${inspect(answer)}`)
      return { line, answer }
    })(),
  )
}

/** A command with the id by which its answer is known. */
export interface SentCommand {
  readonly id: unknown
  readonly [field: string]: unknown
}

/** Sends a command and waits for what answers it. */
export async function answered(context: ServerCaseContext, line: ServerLine, sent: SentCommand): Promise<JsonObject> {
  const before = eventsFor(line, sent).length
  line.send(sent)
  return context.untilOn(line, `${String(sent.type)} is answered`, () => eventsFor(line, sent)[before])
}

/** Sends what may be no command, and waits for the next error on the line, or the event that names the command. */
export async function outcomeOf(context: ServerCaseContext, line: ServerLine, sent: unknown): Promise<JsonObject> {
  const before = line.events.length
  const id = objectOrNothing(sent)?.id
  const isOutcome = ({ type, commandId }: JsonObject) => type === 'EventError' || (id !== undefined && commandId === id)
  line.send(sent)
  return context.untilOn(line, 'what was sent is answered', () => line.events.slice(before).find(isOutcome))
}

/**
 * Waits for what answers each of the commands, which were sent before. Each is waited for on its own: many of them take their time on
 * a slow machine. Fails when the line ends first.
 */
export async function eachAnswered(
  context: ServerCaseContext,
  line: ServerLine,
  sent: readonly SentCommand[],
): Promise<readonly JsonObject[]> {
  const answers: JsonObject[] = []
  for (const [place, each] of sent.entries()) {
    const what = `the ${place + 1}. of ${sent.length} commands (${String(each.type)}) is answered`
    answers.push(await context.untilOn(line, what, () => eventsFor(line, each)[0]))
  }
  return answers
}

/** As `eachAnswered`. Fails when one of them is refused. */
export async function eachAccepted(...given: Parameters<typeof eachAnswered>): Promise<readonly JsonObject[]> {
  const answers = await eachAnswered(...given)
  const refused = answers.find(({ type }) => type === 'EventError')
  must(!refused, `one of ${answers.length} commands was answered with ${inspect(refused)}`)
  return answers
}

/** A message of the visitor that is in the transcript, and its event. */
export async function givenSaid(context: ServerCaseContext, line: ServerLine, text = 'Hello'): Promise<JsonObject> {
  return asGiven(
    'a message to be accepted',
    (async () => {
      const event = await answered(context, line, messageCommand(text))
      must(event.type === 'EventMessage', `SendMessage was answered with ${inspect(event)}`)
      return event
    })(),
  )
}

/** A session in which the visitor has said so many things. */
export async function givenTalk(context: ServerCaseContext, messages: number): Promise<GivenSession> {
  const session = await givenSession(context)
  const sent = Array.from({ length: messages }, (_, place) => messageCommand(`message ${place + 1}`))
  for (const each of sent) session.line.send(each)
  await asGiven('messages to be accepted', eachAccepted(context, session.line, sent))
  return session
}

/** Everything that was sent before on this line has been carried out: commands take their turn (P24). */
export const givenCarriedOut = (context: ServerCaseContext, line: ServerLine) =>
  givenSaid(context, line, 'a marker of the kit')

/** The whole transcript, as a new line of the same page gets it. */
export async function givenTranscript(
  context: ServerCaseContext,
  session: KnownSession,
): Promise<readonly JsonObject[]> {
  const { line, answer } = await givenRestored(context, session)
  return asGiven(
    'the transcript',
    context.until('everything up to `head` comes', () => {
      const head = Number(answer.head)
      const came = line.events.filter(({ index }) => typeof index === 'number' && index <= head)
      return came.some(({ index }) => index === head) && came
    }),
  )
}

/** Fails unless something ends the line soon. */
export const mustEnd = (context: ServerCaseContext, line: ServerLine, what: string) =>
  context.until(what, () => line.end)
