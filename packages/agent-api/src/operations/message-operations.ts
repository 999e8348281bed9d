import type { BackendSession } from '@chat-transport/backend'
import type { MessageContent } from '@chat-transport/core'
import * as v from 'valibot'
import type { Caller } from '../access/caller.ts'
import { incorrect } from '../http/problem.ts'
import { operation } from './operation.ts'
import { asParticipant } from './participant-operations.ts'
import { onceAs, toMessage } from './participant.ts'
import * as schemas from './schemas.ts'

const toIndex = { ...asParticipant, index: schemas.index }
const toReaction = { ...toIndex, emoji: schemas.emoji }
const changing = { scope: 'write', isRepeatable: true, answer: schemas.event } as const

export const messageOperations = [
  operation({
    ...changing,
    id: 'sendMessage',
    method: 'POST',
    route: '/sessions/{sessionId}/participants/{participant}/messages',
    summary: 'Says a `text`, or `content` of any type. Answers when the store has the event.',
    path: asParticipant,
    body: schemas.message,
    async run({ session, caller, callId, path, body: { text, content } }) {
      if ((text === undefined) === (content === undefined)) throw incorrect('The body has either `text` or `content`.')
      const said = (content ?? { type: 'text', text }) as unknown as MessageContent
      const call = {
        session: await session(),
        caller,
        key: path.participant,
        callId,
        eventType: 'EventMessage',
      } as const
      return onceAs(call, (speech) => speech.send(said))
    },
  }),
  operation({
    ...changing,
    id: 'sendFile',
    method: 'POST',
    route: '/sessions/{sessionId}/participants/{participant}/files',
    summary: 'Sends a file: its bytes are the body. Needs a server that keeps files.',
    path: asParticipant,
    takesBytes: true,
    query: {
      name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
      type: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.description('the media type'))),
      text: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(2_000))),
    },
    async run({ session, caller, callId, path, query, request }) {
      if (!request) throw incorrect('A file is the body of a request, and does not go over a WebSocket.')
      const { name, type, text } = query
      const meta = { name, ...(type !== undefined && { type }), ...(text !== undefined && { text }) }
      const call = {
        session: await session(),
        caller,
        key: path.participant,
        callId,
        eventType: 'EventMessage',
      } as const
      return onceAs(call, (speech) => speech.sendFile(request, meta))
    },
  }),
  operation({
    ...changing,
    id: 'sendNotice',
    method: 'POST',
    route: '/sessions/{sessionId}/participants/{participant}/notices',
    summary: 'Tells the page something that is not a message.',
    path: asParticipant,
    body: schemas.notice,
    async run({ session, caller, callId, path, body: { name, data } }) {
      const call = {
        session: await session(),
        caller,
        key: path.participant,
        callId,
        eventType: 'EventNotice',
      } as const
      return onceAs(call, (speech) => speech.notice(name, data))
    },
  }),
  operation({
    ...changing,
    id: 'editMessage',
    method: 'PATCH',
    route: '/sessions/{sessionId}/participants/{participant}/messages/{index}',
    summary: 'Makes a message of this participant say something else.',
    path: toIndex,
    body: schemas.edit,
    async run({ session, caller, callId, path, body: { text } }) {
      const eventType = 'EventMessageEdited'
      const call = { session: await session(), caller, key: path.participant, callId, eventType } as const
      return toMessage(() => onceAs(call, (speech) => speech.editMessage(path.index, text)))
    },
  }),
  operation({
    ...changing,
    id: 'deleteMessage',
    method: 'DELETE',
    route: '/sessions/{sessionId}/participants/{participant}/messages/{index}',
    summary: 'Takes a message back. One of somebody else needs the scope `moderate`.',
    path: toIndex,
    async run({ session, caller, callId, path }) {
      const known = await session()
      if (!(await isOwn(known, caller, path))) caller.require('moderate')
      const eventType = 'EventMessageDeleted'
      const call = { session: known, caller, key: path.participant, callId, eventType } as const
      return toMessage(() => onceAs(call, (speech) => speech.deleteMessage(path.index)))
    },
  }),
  ...([true, false] as const).map((on) =>
    operation({
      ...changing,
      id: on ? 'addReaction' : 'removeReaction',
      method: on ? 'PUT' : 'DELETE',
      route: '/sessions/{sessionId}/participants/{participant}/messages/{index}/reactions/{emoji}',
      summary: on ? 'Puts an emoji to anybody’s message.' : 'Takes an emoji away.',
      path: toReaction,
      async run({ session, caller, callId, path }) {
        const call = {
          session: await session(),
          caller,
          key: path.participant,
          callId,
          eventType: 'EventReaction',
        } as const
        return toMessage(() => onceAs(call, (speech) => speech.react(path.index, path.emoji, on)))
      },
    }),
  ),
]

/** Whether a participant of this token has written the message. */
async function isOwn(
  session: BackendSession,
  caller: Caller,
  { participant, index }: { readonly participant: string; readonly index: number },
): Promise<boolean> {
  const [event] = await session.transcript(index - 1, 1)
  return event?.type === 'EventMessage' && event.index === index && event.party.id === caller.participantId(participant)
}
