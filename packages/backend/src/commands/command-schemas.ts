import { mostEarlierEvents, type AttachCommand, type ChatCommand, type UserData } from '@chat-transport/core'
import * as v from 'valibot'
import { editedContent, visitorContent } from './content-schemas.ts'
import { id, integer as wholeNumber, isJsonObject, jsonObject, text } from './json-schemas.ts'

/** 128 bits in base64url. A shorter secret cannot be random enough. */
const secretCharacters = 22
const nameCharacters = 200
/** Of an emoji in UTF-8 (P97): room for the longest there are, families with the colour of each one's skin. */
export const mostEmojiBytes = 64
const previewCharacters = 1_000

const integer = wholeNumber(0, 'must not be negative')
const boolean = v.boolean('must be true or false')
/** Not valibot's `record`: it leaves out some names, such as `constructor`. */
const userData = v.custom<UserData>(isJsonObject, 'must be an object')
const positive = wholeNumber(1, 'must be at least 1')
/** The index of a message's event. */
const target = positive
const emoji = v.pipe(
  v.string('must be a string'),
  v.nonEmpty('must not be empty'),
  v.maxBytes(mostEmojiBytes, `must have at most ${mostEmojiBytes} bytes in UTF-8`),
)
const notice = v.pipe(jsonObject, v.object({ name: text(nameCharacters), data: v.exactOptional(v.unknown()) }))
const command = <Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) =>
  v.object({ type: v.literal(type), id, ...entries })

/** As large as log-ins make them, and a fraction of what a command may have. */
const auth = text(8_192)

const attach = {
  auth: v.exactOptional(auth),
  last: v.exactOptional(integer),
  secret: v.pipe(
    v.string('must be a string'),
    v.minLength(secretCharacters, `must have at least ${secretCharacters} characters`),
    v.maxLength(512, 'must have at most 512 characters'),
  ),
  pageId: id,
  take: boolean,
}

export const attachSchemas: Readonly<Record<AttachCommand['type'], v.GenericSchema<unknown, AttachCommand>>> = {
  StartSession: command('StartSession', {
    ...attach,
    nickname: v.exactOptional(text(nameCharacters)),
    subject: v.exactOptional(text(nameCharacters)),
    userData: v.exactOptional(userData),
  }),
  RestoreSession: command('RestoreSession', { ...attach, sessionId: id, after: integer }),
}

export const chatSchemas: Readonly<Record<ChatCommand['type'], v.GenericSchema<unknown, ChatCommand>>> = {
  SendMessage: command('SendMessage', { content: visitorContent }),
  SendNotice: command('SendNotice', { notice }),
  UpdateUserData: command('UpdateUserData', { userData }),
  EditMessage: command('EditMessage', { target, content: editedContent }),
  DeleteMessage: command('DeleteMessage', { target }),
  React: command('React', { target, emoji, on: boolean }),
  LeaveSession: command('LeaveSession', {}),
  SendTyping: command('SendTyping', { isTyping: boolean, text: v.exactOptional(text(previewCharacters)) }),
  MarkRead: command('MarkRead', { upTo: integer }),
  Identify: command('Identify', { auth }),
  ReadTranscript: command('ReadTranscript', {
    before: positive,
    limit: v.pipe(positive, v.maxValue(mostEarlierEvents, `must be at most ${mostEarlierEvents}`)),
  }),
}
