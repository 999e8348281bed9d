import { randomUUID } from 'node:crypto'
import type { JsonObject, ServerLine } from '../line/server-line.ts'
import { startCommand, type KnownSession } from './commands.ts'
import { asGiven, attached, givenCarriedOut, givenRestored, startSession, type GivenSession } from './given.ts'
import { NotRun } from './not-run.ts'
import type { ServerCaseContext } from './server-case.ts'

/** What no log-in has issued. */
export const unknownAuth = 'the kit made this up: nobody has issued it'

/** A user of the case alone. */
export interface GivenUser {
  readonly name: string
  /** Fresh credentials, others each time. */
  token(how?: { readonly expiresInMs?: number }): Promise<string>
  /** Comes back to their session, which must let them in. */
  back(session: KnownSession, fields?: object): Promise<{ readonly line: ServerLine; readonly answer: JsonObject }>
}

export function givenUser(context: ServerCaseContext, name = `Ada ${randomUUID().slice(0, 8)}`): GivenUser {
  const user = `kit-${randomUUID()}`
  const token: GivenUser['token'] = (how) => context.control.token({ user, name, ...how })
  return {
    name,
    token,
    back: async (session, fields = {}) => givenRestored(context, session, { ...fields, auth: await token() }),
  }
}

/** A session of the user, which agents can see. */
export async function givenUserSession(
  context: ServerCaseContext,
  user: GivenUser,
  how?: Parameters<GivenUser['token']>[0],
): Promise<GivenSession> {
  const auth = await user.token(how)
  const session = await asGiven('a session of a user', startSession(context, { auth }))
  await givenCarriedOut(context, session.line)
  return session
}

/** A further device of the user, attached to the session by its own start. */
async function givenDevice(context: ServerCaseContext, session: GivenSession, user: GivenUser): Promise<GivenSession> {
  const start = startCommand({ auth: await user.token() })
  const { line, answer } = await asGiven('the start of a further device to be answered', attached(context, start))
  if (answer.sessionId !== session.sessionId)
    throw new NotRun('the server gives a further device of a user a session of its own (P82: it SHOULD be the same)')
  await context.outlast(givesWayMs)
  if (isTaken(session.line)) throw new NotRun('the server lets a user have their session on one device at a time (P83)')
  const { secret, pageId } = start
  return { secret, pageId, sessionId: session.sessionId, start, line, answer }
}

/** A user whose session is open on two devices: `session` on the one that started it, `device` on the further one. */
export async function givenTwoDevices(context: ServerCaseContext) {
  const user = givenUser(context)
  const session = await givenUserSession(context, user)
  return { user, session, device: await givenDevice(context, session, user) }
}

/** Long enough for a device that gives way to be told. */
const givesWayMs = 400

export const isTaken = ({ events }: ServerLine): boolean => events.some(({ type }) => type === 'EventSessionTaken')
