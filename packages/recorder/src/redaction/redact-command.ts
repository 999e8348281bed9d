import type {
  AttachCommand,
  ChatCommand,
  DeleteMessage,
  EditMessage,
  Identify,
  LeaveSession,
  MarkRead,
  React,
  ReadTranscript,
  RestoreSession,
  SendMessage,
  SendNotice,
  SendTyping,
  StartSession,
  UpdateUserData,
} from '@chat-transport/core'
import { content } from './redact-content.ts'
import { notice } from './redact-event.ts'
import { data, fields, flag, id as idOf, knownType, number, secret, tagged, text, type Redactor } from './redactors.ts'

const id = idOf('command')
const named = { type: knownType, id }
const attach = { ...named, secret, pageId: idOf('page'), take: flag, auth: secret, last: number }
const change = { ...named, target: number }

const commands = {
  StartSession: fields<StartSession>({
    ...attach,
    nickname: text('people'),
    subject: text('messages'),
    userData: data('data'),
  }),
  RestoreSession: fields<RestoreSession>({ ...attach, sessionId: idOf('session'), after: number }),
  SendMessage: fields<SendMessage>({ ...named, content }),
  SendNotice: fields<SendNotice>({ ...named, notice }),
  UpdateUserData: fields<UpdateUserData>({ ...named, userData: data('data') }),
  EditMessage: fields<EditMessage>({ ...change, content }),
  DeleteMessage: fields<DeleteMessage>(change),
  React: fields<React>({ ...change, emoji: text('messages'), on: flag }),
  LeaveSession: fields<LeaveSession>(named),
  SendTyping: fields<SendTyping>({ ...named, isTyping: flag, text: text('messages') }),
  MarkRead: fields<MarkRead>({ ...named, upTo: number }),
  Identify: fields<Identify>({ ...named, auth: secret }),
  ReadTranscript: fields<ReadTranscript>({ ...named, before: number, limit: number }),
} satisfies Record<(AttachCommand | ChatCommand)['type'], Redactor>

/** A command of a later version: that there was one. */
const unknown = fields<{ type: unknown; id: unknown }>({ ...named, type: text('data') })

/** What a log shows of a command, that of an attach too. */
export const redactCommand: Redactor = tagged(commands, unknown)
