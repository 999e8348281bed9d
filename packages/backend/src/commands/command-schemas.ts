import type { AttachCommand, ChatCommand, Identify, UserData } from '@chat-transport/core'
import * as v from 'valibot'

/** 128 bits in base64url. A shorter secret cannot be random enough. */
const secretCharacters = 22
const nameCharacters = 200
const previewCharacters = 1_000

const text = (most: number) =>
  v.pipe(
    v.string('must be a string'),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must have at most ${most} characters`),
  )
const integer = v.pipe(
  v.number('must be a number'),
  v.safeInteger('must be an integer'),
  v.minValue(0, 'must not be negative'),
)
const boolean = v.boolean('must be true or false')
export const id = text(128)
/** JSON tells arrays from objects; valibot does not. */
const isJsonObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const jsonObject = v.custom<object>(isJsonObject, 'must be an object')
/** Not valibot's `record`: it leaves out some names, such as `constructor`. */
const userData = v.custom<UserData>(isJsonObject, 'must be an object')
const textContent = v.object({
  type: v.literal('text'),
  text: v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty')),
})
/** Of the file only the id counts: the server knows the rest. */
const fileContent = v.object({
  type: v.literal('file'),
  file: v.pipe(
    jsonObject,
    v.object({ id }),
    v.transform((file) => ({ ...file, name: '', type: '', bytes: 0 })),
  ),
  text: v.exactOptional(v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty'))),
})
/** A variant, because the mandatory parameters depend on the type. */
const content = v.pipe(jsonObject, v.variant('type', [textContent, fileContent], 'must be "text" or "file"'))
const notice = v.pipe(jsonObject, v.object({ name: text(nameCharacters), data: v.exactOptional(v.unknown()) }))
const command = <Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) =>
  v.object({ type: v.literal(type), id, ...entries })

/** As large as log-ins make them, and a fraction of what a command may have. */
const auth = text(8_192)

const attach = {
  auth: v.exactOptional(auth),
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

/** What a page may send once it is attached. */
export type VisitorCommand = ChatCommand | Identify

export const chatSchemas: Readonly<Record<VisitorCommand['type'], v.GenericSchema<unknown, VisitorCommand>>> = {
  SendMessage: command('SendMessage', { content }),
  SendNotice: command('SendNotice', { notice }),
  UpdateUserData: command('UpdateUserData', { userData }),
  LeaveSession: command('LeaveSession', {}),
  SendTyping: command('SendTyping', { isTyping: boolean, text: v.exactOptional(text(previewCharacters)) }),
  MarkRead: command('MarkRead', { upTo: integer }),
  Identify: command('Identify', { auth }),
}
