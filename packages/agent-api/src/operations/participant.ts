import { CallIdTaken, type Agent, type AgentSpeech, type BackendSession } from '@chat-transport/backend'
import { ChatError, ErrorCode, type TranscriptEvent } from '@chat-transport/core'
import type { Caller } from '../access/caller.ts'
import { ApiProblem, conflict, incorrect } from '../http/problem.ts'

interface ParticipantPlace {
  readonly session: BackendSession
  readonly caller: Caller
  readonly key: string
}

/** The participant, if they are in the session. Throws an `ApiProblem` (409) if they are not. */
export function participantOf({ session, caller, key }: ParticipantPlace): Agent {
  const id = caller.participantId(key)
  const party = session.parties.find((one) => one.id === id)
  if (!party || party.type === 'client')
    throw conflict(`The participant "${key}" is not in this session. PUT it first.`)
  return session.join({ ...party, type: party.type })
}

/** What onceAs needs of the call of an operation. */
interface ParticipantCall {
  readonly caller: Caller
  readonly callId: string
  readonly path: { readonly participant: string }
  session(): Promise<BackendSession>
}

/** Says or does something once, of which an event of this type comes. A repeat has the event of the first call, also when the participant has left since. */
export async function onceAs<Event extends TranscriptEvent>(
  call: ParticipantCall,
  eventType: Event['type'],
  act: (speech: AgentSpeech) => Promise<Event>,
): Promise<TranscriptEvent> {
  const { caller, callId } = call
  const { participant: key } = call.path
  const session = await call.session()
  try {
    return await asProblems(async () => act(participantOf({ session, caller, key }).once(callId)))
  } catch (refusal) {
    const isPresent = session.parties.some(({ id }) => id === caller.participantId(key))
    const earlier = isPresent ? undefined : await session.eventOfCall(caller.participantId(key), callId)
    if (!earlier) throw refusal
    if (earlier.type !== eventType) throw otherCall()
    return earlier
  }
}

/** What an agent's calls throw for arguments becomes an `ApiProblem`. */
export async function asProblems<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError) throw incorrect(cause.message)
    if (cause instanceof CallIdTaken) throw otherCall()
    throw cause
  }
}

/** What may not be done to a message is a matter of the message, and not of the request, whose form has been checked. */
export async function toMessage<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act()
  } catch (cause) {
    const isOfMessage = cause instanceof ChatError && cause.code === ErrorCode.incorrectParameter
    if (!isOfMessage || cause instanceof CallIdTaken) throw cause
    throw new ApiProblem({ status: 409, code: cause.code, detail: cause.description })
  }
}

const otherCall = () =>
  new ApiProblem({
    status: 422,
    code: ErrorCode.incorrectParameter,
    detail: 'Another call had this id (Idempotency-Key). Each call needs an id of its own.',
  })
