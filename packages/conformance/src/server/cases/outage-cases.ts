import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { messageCommand, otherPage, restoreCommand, startCommand, type KnownSession } from '../case/commands.ts'
import { duringOutage } from '../case/during-outage.ts'
import { codeOf, eventsFor } from '../case/event-fields.ts'
import {
  answered,
  asGiven,
  attached,
  givenRestored,
  givenSaid,
  givenShownSession,
  givenTranscript,
  mustEnd,
  type GivenSession,
  type SentCommand,
} from '../case/given.ts'
import { patient } from '../case/until-on.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { LineEnd } from '../line/server-line.ts'

/** Codes that refuse no command. */
const undecided: ReadonlySet<unknown> = new Set([50, 100, 101])

/** What a server does while its store is out of reach, and afterwards. */
export const outageCases: readonly ServerCase[] = [
  {
    id: 'P6/not-before-the-store',
    rule: 'P6',
    control: ['outage'],
    phase: 'alone',
    title: 'sends no event of a message while it cannot reach its store: an event means that the message is kept',
    async run(context) {
      const { line } = await givenShownSession(context)
      const sent = messageCommand('during the outage')
      await duringOutage(context, async () => {
        line.send(sent)
        const until = context.now() + watchMs
        await context.until(
          'the outage was watched',
          () => context.now() > until || eventsFor(line, sent).length > 0 || line.end,
        )
        const event = eventsFor(line, sent).find(({ type }) => type === 'EventMessage')
        must(
          !event,
          `a message was accepted while the store was out of reach: ${inspect(event)}. It is lost if the process ends now`,
        )
      })
    },
  },
  {
    id: 'P6/no-session-without-the-store',
    rule: 'P6',
    control: ['outage'],
    phase: 'alone',
    title: 'accepts no start while it cannot reach its store, since a session begins with an event',
    async run(context) {
      await duringOutage(context, async () => {
        const { answer } = await attached(patient(context, outagePatienceMs), startCommand())
        must(
          answer.type !== 'EventAttached',
          `a new session was begun while the store was out of reach: ${inspect(answer)}. It is lost if the process ends now`,
        )
      })
    },
  },
  {
    id: 'P12/store-out-of-reach',
    rule: 'P12',
    control: ['outage'],
    phase: 'alone',
    title: 'answers a restore with 100 while it cannot reach its store, never with 50, and lets the page in afterwards',
    async run(context) {
      const session = await givenShownSession(context)
      session.line.vanish()
      const answer = await duringOutage(context, () => restoreInOutage(context, session))
      if (answer.type === 'EventAttached')
        context.note(
          'The server lets pages back in while its store is out of reach. (P12 asks that only if it cannot tell.)',
        )
      else mustSayThatItCannotTell(answer, 'a restore')
      const back = await attached(context, restoreCommand(session))
      must(
        back.answer.type === 'EventAttached',
        `with the store back the restore was answered with ${inspect(back.answer)}`,
      )
    },
  },
  {
    id: 'P12/unknown-in-an-outage',
    rule: 'P12',
    control: ['outage'],
    phase: 'alone',
    title: 'answers a restore of a session that it does not have at hand with 100 while it cannot reach its store',
    async run(context) {
      const { secret } = startCommand()
      const stranger = { secret, pageId: otherPage(), sessionId: 'kit-no-such-session' }
      const answer = await duringOutage(context, () => restoreInOutage(context, stranger))
      mustSayThatItCannotTell(answer, 'a restore of a session that the server does not have at hand')
    },
  },
  {
    id: 'P29/undecided-command',
    rule: 'P29',
    control: ['outage'],
    phase: 'alone',
    title: 'ends the line of a command that the store could not decide, and accepts its repeat',
    async run(context) {
      const session = await givenShownSession(context)
      const sent = messageCommand('during the outage')
      await duringOutage(context, () => mustBeUndecided(context, session, sent))
      const { line } = await givenRestored(context, session)
      const event = await answered(context, line, sent)
      must(event.type === 'EventMessage', `the repeat of the command was answered with ${inspect(event)}`)
    },
  },
  {
    id: 'P26/repeated-after-an-outage',
    rule: 'P26',
    control: ['outage'],
    phase: 'alone',
    title: 'keeps one event of a message that was sent in an outage and again afterwards',
    async run(context) {
      const { transcript, undecidedMessage } = await throughAnOutage(context)
      mustEqual(
        transcript.filter(({ commandId }) => commandId === undecidedMessage.id).length,
        1,
        'how often the message of the outage is in the transcript',
      )
    },
  },
  {
    id: 'P5/whole-after-an-outage',
    rule: 'P5',
    control: ['outage'],
    phase: 'alone',
    title: 'goes on numbering after an outage: no index is left out, or given twice',
    async run(context) {
      const { transcript } = await throughAnOutage(context)
      mustEqual(
        transcript.map(({ index }) => index),
        transcript.map((_, place) => place + 1),
        'the indexes of the transcript after an outage',
      )
    },
  },
]

/** A server may wait for its store before it gives up. */
const outagePatienceMs = 20_000
/** How long the kit looks whether something is accepted that must not be. */
const watchMs = 3_000

async function restoreInOutage(context: ServerCaseContext, session: KnownSession) {
  const { answer } = await attached(patient(context, outagePatienceMs), restoreCommand(session))
  return answer
}

function mustSayThatItCannotTell(answer: GivenSession['answer'], what: string): void {
  const consequence = codeOf(answer) === 50 ? '. 50 makes every page throw its session away' : ''
  must(
    codeOf(answer) === 100,
    `with the store out of reach ${what} is to be answered with error 100, and was with ${inspect(answer)}${consequence}`,
  )
}

async function outcomeInOutage(context: ServerCaseContext, { line }: GivenSession, sent: SentCommand) {
  line.send(sent)
  return context.until(
    'a command in an outage is answered or the line ends',
    () => eventsFor(line, sent)[0] ?? line.end,
    outagePatienceMs,
  )
}

async function mustBeUndecided(context: ServerCaseContext, session: GivenSession, sent: SentCommand): Promise<void> {
  const outcome = await outcomeInOutage(context, session, sent)
  if (outcome instanceof LineEnd) return
  await asGiven('a message not to be accepted in an outage', refused(outcome))
  must(undecided.has(codeOf(outcome)), `with the store out of reach a message was answered with ${inspect(outcome)}`)
  await mustEnd(context, session.line, `the line is ended after error ${String(codeOf(outcome))} to a command`)
}

const refused = async (outcome: GivenSession['answer']) =>
  must(outcome.type === 'EventError', `it was answered with ${inspect(outcome)}`)

/** A session with a message before, in and after an outage; that of the outage is repeated as a client repeats it. */
async function throughAnOutage(context: ServerCaseContext) {
  const session = await givenShownSession(context)
  const undecidedMessage = messageCommand('during the outage')
  await duringOutage(context, () => asGiven('an outage', outcomeInOutage(context, session, undecidedMessage)))
  const { line } = await givenRestored(context, session)
  await asGiven('the message of the outage to be accepted', answered(context, line, undecidedMessage))
  await givenSaid(context, line, 'after the outage')
  return { undecidedMessage, transcript: await givenTranscript(context, session) }
}
