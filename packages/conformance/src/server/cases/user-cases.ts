import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { restoreCommand, startCommand } from '../case/commands.ts'
import { codeOf } from '../case/event-fields.ts'
import { asGiven, attached, givenCarriedOut, givenShownSession, startSession } from '../case/given.ts'
import { givenTwoDevices, givenUser, givenUserSession, isTaken, unknownAuth } from '../case/given-users.ts'
import type { ServerCase, ServerCaseContext } from '../case/server-case.ts'
import { objectOrNothing } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'

/** How long credentials last that are to expire in a case. */
const shortMs = 1_500
/** Long enough for what must not happen to show. */
const settleMs = 400

const partyOf = (event: JsonObject | undefined) => objectOrNothing(event?.party)

/** An attach must be answered with 101, and nobody may notice it who is in the session. */
async function mustStayOut(context: ServerCaseContext, attach: object, who: string): Promise<void> {
  const { answer } = await attached(context, attach)
  must(codeOf(answer) === 101, `${who} was answered with ${inspect(answer)}, not with error 101`)
}

/** Whose a session is, and how long a log-in lasts: P78 to P80. */
const cases: readonly Omit<ServerCase, 'control'>[] = [
  {
    id: 'P78/not-told',
    rule: 'P78',
    title: 'sends no credentials back: not in an answer, an event or an error, and not to an agent’s chat',
    async run(context) {
      const user = givenUser(context)
      const session = await asGiven('a session', startSession(context))
      const auths = [await user.token(), await user.token(), unknownAuth] as const
      for (const [place, auth] of auths.entries())
        session.line.send({ type: 'Identify', id: `identify-${place}`, auth })
      await givenCarriedOut(context, session.line)
      const again = await attached(context, restoreCommand(session, { auth: auths[0] }))
      await givenCarriedOut(context, again.line)
      const refused = await attached(context, restoreCommand(session, { auth: unknownAuth }))
      const came = [session.line, again.line, refused.line].flatMap(({ events, answers }) => [...events, ...answers])
      const told = came.find((event) => auths.some((auth) => JSON.stringify(event).includes(auth)))
      must(!told, `credentials came back, in ${String(told?.type)}`)
    },
  },
  {
    id: 'P79/name',
    rule: 'P79',
    title: 'calls a user by the name that the log-in gives, whatever `nickname` says',
    async run(context) {
      const user = givenUser(context)
      const auth = await user.token()
      const { answer } = await attached(context, startCommand({ auth, nickname: 'somebody else' }))
      mustEqual(partyOf(answer)?.name, user.name, '`party.name` in the answer to the start of a user')
    },
  },
  {
    id: 'P79/becomes-known',
    rule: 'P79',
    title: 'tells that a visitor has become known before it answers the attach, and keeps their `party.id`',
    async run(context) {
      const user = givenUser(context)
      const session = await givenShownSession(context)
      const { line, answer } = await asGiven(
        'a restore as a user to be answered',
        attached(context, restoreCommand(session, { auth: await user.token() })),
      )
      const { id } = partyOf(session.answer) ?? {}
      mustEqual(partyOf(answer), { id, name: user.name, type: 'client' }, '`party` in the answer to the restore')
      const told = await context.untilOn(line, 'the visitor’s new name is told', () =>
        line.events.find(({ type }) => type === 'EventParticipantUpdated'),
      )
      mustEqual(partyOf(told), partyOf(answer), '`party` of EventParticipantUpdated')
      must(
        Number(told.index) <= Number(answer.head),
        `EventParticipantUpdated has index ${String(told.index)}, and the answer was given before it, with \`head\` ${String(answer.head)}`,
      )
    },
  },
  {
    id: 'P79/another-user',
    rule: 'P79',
    title: 'answers an attach as another user with 101, which changes nothing for the user whose session it is',
    async run(context) {
      const [user, other] = [givenUser(context), givenUser(context)]
      const session = await givenUserSession(context, user)
      const take = restoreCommand(session, { auth: await other.token(), take: true, pageId: 'kit-another-page' })
      await mustStayOut(context, take, 'another user who knew the secret')
      await context.outlast(settleMs)
      must(!session.line.end && !isTaken(session.line), 'the user lost the line to another who was refused')
      await givenCarriedOut(context, session.line)
    },
  },
  {
    id: 'P79/nobody-known',
    rule: 'P79',
    title: 'answers an attach without credentials to a user’s session with 101, and lets the user back in',
    async run(context) {
      const user = givenUser(context)
      const session = await givenUserSession(context, user)
      await mustStayOut(context, restoreCommand(session), 'a page that has the secret, but no credentials')
      await mustStayOut(context, restoreCommand(session, { auth: unknownAuth }), 'a page with unknown credentials')
      await user.back(session)
    },
  },
  {
    id: 'P79/for-life',
    rule: 'P79',
    title: 'keeps a session that somebody has signed in to from whoever signs in as another later',
    async run(context) {
      const user = givenUser(context)
      const session = await givenShownSession(context)
      await user.back(session)
      await mustStayOut(context, restoreCommand(session), 'a page without credentials, after one with them,')
      const auth = await givenUser(context).token()
      await mustStayOut(context, restoreCommand(session, { auth }), 'another user, after the first,')
    },
  },
  {
    id: 'P80/line-ends',
    rule: 'P80',
    title: 'ends the line when its credentials expire, not before, and sends nothing about it',
    async run(context) {
      const user = givenUser(context)
      const since = context.now()
      const session = await givenUserSession(context, user, { expiresInMs: shortMs })
      const events = session.line.events.length
      await context.until(
        'the line ends when its credentials expire',
        () => session.line.end,
        shortMs + context.deadlineMs,
      )
      const afterMs = context.now() - since
      must(
        afterMs >= 0.9 * shortMs,
        `the line ended after ${Math.round(afterMs)} ms; its credentials lasted ${shortMs} ms`,
      )
      mustEqual(session.line.events.slice(events), [], 'what came when the credentials expired')
      const { line } = await user.back(session)
      await givenCarriedOut(context, line)
    },
  },
  {
    id: 'P80/other-lines',
    rule: 'P80',
    title: 'ends no line of another device when the credentials of one expire',
    async run(context) {
      const { user, session, device } = await givenTwoDevices(context)
      const auth = await user.token({ expiresInMs: shortMs })
      const { line } = await asGiven('the device to come back', attached(context, restoreCommand(device, { auth })))
      await context.until('the line whose credentials expire ends', () => line.end, shortMs + context.deadlineMs)
      await context.outlast(settleMs)
      must(!session.line.end, `the line of another device ended too: ${session.line.end?.text}`)
      await givenCarriedOut(context, session.line)
    },
  },
  {
    id: 'P80/expired',
    rule: 'P80',
    title: 'answers an attach with credentials that have expired with 101, and one with fresh ones as ever',
    async run(context) {
      const user = givenUser(context)
      const session = await givenUserSession(context, user)
      const auth = await user.token({ expiresInMs: 1 })
      await context.outlast(settleMs)
      await mustStayOut(context, restoreCommand(session, { auth }), 'a page whose credentials had expired')
      await user.back(session)
    },
  },
]

export const userCases: readonly ServerCase[] = cases.map((each) => ({ ...each, control: ['token'] }))
