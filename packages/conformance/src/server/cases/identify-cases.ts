import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, messageCommand } from '../case/commands.ts'
import { codeOf } from '../case/event-fields.ts'
import { answered, asGiven, givenShownSession } from '../case/given.ts'
import { givenUser, givenUserSession, unknownAuth } from '../case/given-users.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { objectOrNothing } from '../line/json-object.ts'
import type { ServerLine } from '../line/server-line.ts'

/** How long credentials last that are to expire in a case. */
const shortMs = 1_500
/** Long enough for a line that ends with them to show it. */
const settleMs = 600

const identify = (auth: string) => command('Identify', { auth })

async function mustBeAccepted(context: ServerCaseContext, line: ServerLine, auth: string) {
  const answer = await answered(context, line, identify(auth))
  must(answer.type === 'EventParticipantUpdated', `Identify was answered with ${inspect(answer)}`)
  return answer
}

/** The command fails, and the line goes on. */
async function mustFailAlone(context: ServerCaseContext, line: ServerLine, auth: string): Promise<void> {
  const answer = await answered(context, line, identify(auth))
  must(codeOf(answer) === 3, `Identify was answered with ${inspect(answer)}, not with error 3`)
  const said = await answered(context, line, messageCommand('after an Identify that was refused'))
  must(said.type === 'EventMessage', `after it was refused a message was answered with ${inspect(said)}`)
}

/** A visitor who signs in on the open line: P81. */
const cases: readonly Omit<ServerCase, 'control' | 'rule'>[] = [
  {
    id: 'P81/signs-in',
    title: 'answers Identify with the visitor’s new name, as its event, and keeps their `party.id`',
    async run(context) {
      const user = givenUser(context)
      const { line, answer } = await givenShownSession(context)
      const told = await mustBeAccepted(context, line, await user.token())
      const id = objectOrNothing(answer.party)?.id
      mustEqual(told.party, { id, name: user.name, type: 'client' }, '`party` of EventParticipantUpdated')
      const said = await answered(context, line, messageCommand('said by a user'))
      mustEqual(said.party, told.party, '`party` of the next message')
    },
  },
  {
    id: 'P81/nothing-changes',
    title: 'answers Identify also when nothing about the visitor changes',
    async run(context) {
      const user = givenUser(context)
      const { line } = await givenUserSession(context, user)
      await mustBeAccepted(context, line, await user.token())
      await mustBeAccepted(context, line, await user.token())
    },
  },
  {
    id: 'P81/refused',
    title: 'answers Identify with credentials that nobody has issued with 3, and goes on with the line',
    async run(context) {
      const { line } = await givenShownSession(context)
      await mustFailAlone(context, line, unknownAuth)
    },
  },
  {
    id: 'P81/another-user',
    title: 'answers Identify as another user than the session’s with 3: line and session stay as they were',
    async run(context) {
      const user = givenUser(context)
      const session = await givenUserSession(context, user)
      await mustFailAlone(context, session.line, await givenUser(context).token())
      const { answer } = await user.back(session)
      mustEqual(objectOrNothing(answer.party)?.name, user.name, '`party.name` after an Identify as another user')
    },
  },
  {
    id: 'P81/lasts-longer',
    title: 'keeps a line whose first credentials expire, when Identify has brought others that last',
    async run(context) {
      const user = givenUser(context)
      const { line } = await givenUserSession(context, user, { expiresInMs: shortMs })
      await asGiven('Identify to be accepted', mustBeAccepted(context, line, await user.token()))
      await context.outlast(shortMs + settleMs)
      must(!line.end, `the line ended with its first credentials: ${line.end?.text}`)
    },
  },
  {
    id: 'P81/lasts-no-longer',
    title: 'ends a line when the credentials expire that Identify has brought',
    async run(context) {
      const user = givenUser(context)
      const { line } = await givenUserSession(context, user)
      const auth = await user.token({ expiresInMs: shortMs })
      await asGiven('Identify to be accepted', mustBeAccepted(context, line, auth))
      await context.until(
        'the line ends when the credentials of Identify expire',
        () => line.end,
        shortMs + context.deadlineMs,
      )
    },
  },
]

export const identifyCases: readonly ServerCase[] = cases.map((each) => ({ ...each, rule: 'P81', control: ['token'] }))
