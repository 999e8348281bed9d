import { ErrorCode } from '@chat-transport/core'
import type { AttachCommand, ChatCommand, UserData } from '@chat-transport/core'
import * as v from 'valibot'
import { utf8Bytes } from '../json/utf8-bytes.ts'
import { deepestNesting, isNestedTooDeeply } from '../json/nesting.ts'
import { ChatRefusal, incorrectParameter } from './refusal.ts'

/** 128 bits in base64url. Shorter ones are no random secrets. */
const secretCharacters = 22
const nameCharacters = 200

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
const id = text(128)
/** In JSON a list is no object; valibot takes it for one. */
const isJsonObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const jsonObject = v.custom<object>(isJsonObject, 'must be an object')
/** Under any name: valibot's `record` would leave out some, such as `constructor`. */
const userData = v.custom<UserData>(isJsonObject, 'must be an object')
const textContent = v.object({
  type: v.literal('text'),
  text: v.pipe(v.string('must be a string'), v.nonEmpty('must not be empty')),
})
/** By variant: which parameters are mandatory depends on the type. */
const content = v.pipe(jsonObject, v.variant('type', [textContent], 'must be "text"'))
const notice = v.pipe(jsonObject, v.object({ name: text(nameCharacters), data: v.exactOptional(v.unknown()) }))
const command = <Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) =>
  v.object({ type: v.literal(type), id, ...entries })

const attach = {
  secret: v.pipe(
    v.string('must be a string'),
    v.minLength(secretCharacters, `must have at least ${secretCharacters} characters`),
    v.maxLength(512, 'must have at most 512 characters'),
  ),
  pageId: id,
  take: boolean,
}

const attachSchemas: Readonly<Record<AttachCommand['type'], v.GenericSchema<unknown, AttachCommand>>> = {
  StartSession: command('StartSession', {
    ...attach,
    nickname: v.exactOptional(text(nameCharacters)),
    subject: v.exactOptional(text(nameCharacters)),
    userData: v.exactOptional(userData),
  }),
  RestoreSession: command('RestoreSession', { ...attach, sessionId: id, after: integer }),
}

const chatSchemas: Readonly<Record<ChatCommand['type'], v.GenericSchema<unknown, ChatCommand>>> = {
  SendMessage: command('SendMessage', { content }),
  SendNotice: command('SendNotice', { notice }),
  UpdateUserData: command('UpdateUserData', { userData }),
  LeaveSession: command('LeaveSession', {}),
  SendTyping: command('SendTyping', { isTyping: boolean }),
  MarkRead: command('MarkRead', { upTo: integer }),
}

/** The attach command that `input` is; throws the `ChatRefusal` (1, 2 or 3) that says why it is none. */
export function parseAttach(input: unknown, maxBytes: number): AttachCommand {
  return parse(input, maxBytes, { schemas: attachSchemas, elsewhere: chatSchemas, place: 'once the line is attached' })
}

/** The chat command that `input` is; throws the `ChatRefusal` (1, 2 or 3) that says why it is none. */
export function parseCommand(input: unknown, maxBytes: number): ChatCommand {
  return parse(input, maxBytes, { schemas: chatSchemas, elsewhere: attachSchemas, place: 'as the first of a new line' })
}

/** The id under which an answer to `input` can be recognized, however wrong the rest of it is. */
export function readableId(input: unknown): string | undefined {
  const parsed = v.safeParse(v.object({ id }), input)
  return parsed.success ? parsed.output.id : undefined
}

interface Expected<Command> {
  readonly schemas: Readonly<Record<string, v.GenericSchema<unknown, Command>>>
  /** Commands that are known, but belong to another place. */
  readonly elsewhere: Readonly<Record<string, unknown>>
  readonly place: string
}

function parse<Command>(input: unknown, maxBytes: number, expected: Expected<Command>): Command {
  const own = ownCopy(input, maxBytes)
  const { type } = own
  if (type === undefined) throw missing(['type'])
  if (typeof type !== 'string') throw incorrectParameter('type must be a string')
  const schema = Object.hasOwn(expected.schemas, type) ? expected.schemas[type] : undefined
  if (!schema) {
    if (Object.hasOwn(expected.elsewhere, type))
      throw incorrectParameter(`type: ${type} is accepted ${expected.place} only`)
    throw new ChatRefusal(ErrorCode.unknownCommand, `unknown chat command: ${JSON.stringify(type.slice(0, 100))}`)
  }
  const parsed = v.safeParse(schema, own)
  if (!parsed.success) throw explain(parsed.issues)
  return parsed.output
}

/** JSON and back: what is kept must not change when its sender's object does, and must be what a wire can carry. */
function ownCopy(input: unknown, maxBytes: number): Record<string, unknown> {
  // A line that begins without an attach.
  if (input === undefined) throw missing(['type'])
  const json = toJson(input)
  const bytes = utf8Bytes(json)
  if (bytes > maxBytes) throw incorrectParameter(`the command has ${bytes} bytes, at most ${maxBytes} are accepted`)
  const copy: unknown = JSON.parse(json)
  if (isNestedTooDeeply(copy)) throw incorrectParameter(`the command is nested deeper than ${deepestNesting} levels`)
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy))
    throw incorrectParameter('a command must be a JSON object')
  return { ...copy }
}

function toJson(input: unknown): string {
  try {
    return JSON.stringify(input) ?? 'null'
  } catch {
    // Nesting that exhausts the stack; from a front in the same page also a cycle or a bigint.
    throw incorrectParameter('the command cannot be written as JSON: it may be nested too deeply')
  }
}

function explain(issues: readonly v.BaseIssue<unknown>[]): ChatRefusal {
  const absent = issues.filter((issue) => issue.input === undefined)
  if (absent.length > 0) return missing(absent.map(path))
  return incorrectParameter(issues.map((issue) => `${path(issue)} ${issue.message}`).join('; '))
}

const path = (issue: v.BaseIssue<unknown>) => v.getDotPath(issue) ?? 'the command'

const missing = (parameters: readonly string[]) =>
  new ChatRefusal(
    ErrorCode.missingParameter,
    `mandatory parameters of the chat command are missing: ${parameters.join(', ')}`,
  )
