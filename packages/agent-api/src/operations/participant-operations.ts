import * as v from 'valibot'
import { conflict } from '../http/problem.ts'
import { operation } from './operation.ts'
import { asProblems, participantOf } from './participant.ts'
import * as schemas from './schemas.ts'

const inSession = { sessionId: schemas.sessionId }
export const asParticipant = { ...inSession, participant: schemas.participantKey }

export const participantOperations = [
  operation({
    id: 'join',
    method: 'PUT',
    route: '/sessions/{sessionId}/participants/{participant}',
    summary:
      'Joins, under a key that the token chooses. Who is there already goes on as the same participant, also after a restart of the bot or the server.',
    scope: 'write',
    path: asParticipant,
    body: v.optional(schemas.profile, {}),
    answer: schemas.party,
    async run({ session, caller, path: { participant }, body }) {
      const known = await session()
      const profile = { name: caller.name, ...caller.profile, ...body }
      const id = caller.participantId(participant)
      const present = known.parties.find((party) => party.id === id)
      const type = profile.type ?? 'agent'
      if (present && (present.name !== profile.name || present.type !== type))
        throw conflict(
          `The participant "${participant}" is in this session with another name or type. Let it leave first.`,
        )
      const agent = await asProblems(async () => known.join({ ...profile, type, id }))
      await agent.joined()
      return present ?? agent.party
    },
  }),
  operation({
    id: 'leave',
    method: 'DELETE',
    route: '/sessions/{sessionId}/participants/{participant}',
    summary: 'Leaves. Who is not there has left.',
    scope: 'write',
    path: asParticipant,
    query: { reason: v.exactOptional(v.pipe(v.string(), v.maxLength(200))) },
    async run({ session, caller, path: { participant }, query: { reason } }) {
      const known = await session()
      const isPresent = known.parties.some(({ id }) => id === caller.participantId(participant))
      if (isPresent) await participantOf({ session: known, caller, key: participant }).leave(reason)
    },
  }),
  operation({
    id: 'setTyping',
    method: 'PUT',
    route: '/sessions/{sessionId}/participants/{participant}/typing',
    summary: 'Shown by the page that is connected now: for 10 s, or until the next message.',
    scope: 'write',
    path: asParticipant,
    body: schemas.typing,
    async run({ session, caller, path: { participant }, body: { isTyping, text } }) {
      participantOf({ session: await session(), caller, key: participant }).typing(isTyping, text)
    },
  }),
  operation({
    id: 'markRead',
    method: 'PUT',
    route: '/sessions/{sessionId}/participants/{participant}/read',
    summary: 'The participant has read up to this index. The highest counts.',
    scope: 'write',
    path: asParticipant,
    body: schemas.readMark,
    async run({ session, caller, path: { participant }, body: { upTo } }) {
      await participantOf({ session: await session(), caller, key: participant }).markRead(upTo)
    },
  }),
  operation({
    id: 'endSession',
    method: 'POST',
    route: '/sessions/{sessionId}/end',
    summary:
      'Ends the session, with a reason that the page shows. Gives the end, also when the session had ended before.',
    scope: 'moderate',
    path: inSession,
    body: v.optional(schemas.end, {}),
    answer: schemas.event,
    run: async ({ session, body: { reason } }) => (await session()).end(reason),
  }),
]
