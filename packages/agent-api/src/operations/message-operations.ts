import type { BackendSession } from '@chat-transport/backend'
import type { MessageContent } from '@chat-transport/core'
import * as v from 'valibot'
import type { Caller } from '../access/caller.ts'
import { incorrect } from '../http/problem.ts'
import { operation, type Operation } from './operation.ts'
import { asParticipant } from './participant-operations.ts'
import { onceAs, toMessage } from './participant.ts'
import * as schemas from './schemas.ts'

const toIndex = { ...asParticipant, index: schemas.index }
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
    async run({ body: { text, content }, ...call }) {
      if ((text === undefined) === (content === undefined)) throw incorrect('The body has either `text` or `content`.')
      const said = (content ?? { type: 'text', text }) as unknown as MessageContent
      return onceAs(call, 'EventMessage', (speech) => speech.send(said))
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
    async run({ query, request, ...call }) {
      if (!request) throw incorrect('A file is the body of a request, and does not go over a WebSocket.')
      const { name, type, text } = query
      const meta = { name, ...(type !== undefined && { type }), ...(text !== undefined && { text }) }
      return onceAs(call, 'EventMessage', (speech) => speech.sendFile(request, meta))
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
    run: ({ body: { name, data }, ...call }) => onceAs(call, 'EventNotice', (speech) => speech.notice(name, data)),
  }),
  operation({
    ...changing,
    id: 'editMessage',
    method: 'PATCH',
    route: '/sessions/{sessionId}/participants/{participant}/messages/{index}',
    summary: 'Makes a message of this participant say something else.',
    path: toIndex,
    body: schemas.edit,
    run: ({ body: { text }, ...call }) =>
      toMessage(() => onceAs(call, 'EventMessageEdited', (speech) => speech.editMessage(call.path.index, text))),
  }),
  operation({
    ...changing,
    id: 'deleteMessage',
    method: 'DELETE',
    route: '/sessions/{sessionId}/participants/{participant}/messages/{index}',
    summary: 'Takes a message back. One of somebody else needs the scope `moderate`.',
    path: toIndex,
    async run(call) {
      const { caller, path, session } = call
      if (!(await isOwn(await session(), caller, path))) caller.require('moderate')
      return toMessage(() => onceAs(call, 'EventMessageDeleted', (speech) => speech.deleteMessage(path.index)))
    },
  }),
  reaction({ on: true, id: 'addReaction', method: 'PUT', summary: 'Puts an emoji to anybody’s message.' }),
  reaction({ on: false, id: 'removeReaction', method: 'DELETE', summary: 'Takes an emoji away.' }),
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

interface ReactionShape extends Pick<Operation, 'id' | 'method' | 'summary'> {
  readonly on: boolean
}

function reaction({ on, ...shape }: ReactionShape): Operation {
  return operation({
    ...changing,
    ...shape,
    route: '/sessions/{sessionId}/participants/{participant}/messages/{index}/reactions/{emoji}',
    path: { ...toIndex, emoji: schemas.emoji },
    run: (call) =>
      toMessage(() => onceAs(call, 'EventReaction', (speech) => speech.react(call.path.index, call.path.emoji, on))),
  })
}
