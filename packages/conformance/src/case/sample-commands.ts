import { isTranscriptCommand } from '@chat-transport/core'
import type { ChatCommand, TranscriptCommand } from '@chat-transport/core'
import type { CaseContext } from './conformance-case.ts'
import { randomName } from '../far-side/random-name.ts'
import { NotOffered } from './outcome.ts'

/** One valid command of each type, new each time. Index 1 has no message, so the server refuses a change to it. */
const samples: { readonly [Type in ChatCommand['type']]: (id: string) => Extract<ChatCommand, { type: Type }> } = {
  SendMessage: (id) => ({ type: 'SendMessage', id, content: { type: 'text', text: `said by ${id}` } }),
  SendNotice: (id) => ({ type: 'SendNotice', id, notice: { name: 'page-opened', data: { path: '/pricing' } } }),
  UpdateUserData: (id) => ({ type: 'UpdateUserData', id, userData: { plan: id } }),
  EditMessage: (id) => ({ type: 'EditMessage', id, target: 1, content: { type: 'text', text: `edited by ${id}` } }),
  DeleteMessage: (id) => ({ type: 'DeleteMessage', id, target: 1 }),
  React: (id) => ({ type: 'React', id, target: 1, emoji: '👍', on: true }),
  LeaveSession: (id) => ({ type: 'LeaveSession', id }),
  SendTyping: (id) => ({ type: 'SendTyping', id, isTyping: true }),
  MarkRead: (id) => ({ type: 'MarkRead', id, upTo: 1 }),
  Identify: (id) => ({ type: 'Identify', id, auth: `credentials ${id}` }),
  ReadTranscript: (id) => ({ type: 'ReadTranscript', id, before: 1, limit: 1 }),
}

const types = Object.keys(samples) as readonly ChatCommand['type'][]
/** Those that can be sent at any time: a change needs a message. */
export const commandTypes = Object.freeze(types.filter((type) => !('target' in samples[type](''))))

export const sampleCommand = (type: ChatCommand['type']): ChatCommand => samples[type](randomName())

/** The command that most cases send: the first that the back end supports and that does not end the session. */
export async function transcriptCommand(context: CaseContext): Promise<TranscriptCommand> {
  const unsupported = await context.unsupported()
  for (const type of commandTypes) {
    const command = sampleCommand(type)
    if (type !== 'LeaveSession' && !unsupported.includes(type) && isTranscriptCommand(command)) return command
  }
  throw new NotOffered('the transport declares every transcript command unsupported')
}

/** `count` commands, of every type that the back end supports in turn. */
export async function manyCommands(context: CaseContext, count: number): Promise<ChatCommand[]> {
  const unsupported = await context.unsupported()
  const offered = commandTypes.filter((type) => type !== 'LeaveSession' && !unsupported.includes(type))
  if (offered.length === 0) throw new NotOffered('the transport declares every command unsupported')
  return Array.from({ length: count }, (_, place) => sampleCommand(offered[place % offered.length] ?? 'SendMessage'))
}
