import { ErrorCode } from '@chat-transport/core'
import type { AttachCommand, ChatCommand } from '@chat-transport/core'
import * as v from 'valibot'
import { jsonText, parseJson } from '../json/json-copy.ts'
import { mostCommandValues } from '../json/json-size.ts'
import type { BackendLimits } from '../limits.ts'
import { attachSchemas, chatSchemas } from './command-schemas.ts'
import { id, isJsonObject } from './json-schemas.ts'
import { ChatRefusal, incorrectParameter } from './refusal.ts'
import { requireUserDataWithin, userDataSize } from './user-data-size.ts'

/** Reads `input` as an attach command. Throws a `ChatRefusal` (1, 2 or 3) that says what is wrong with it. */
export function parseAttach(input: unknown, limits: BackendLimits): AttachCommand {
  const json = commandText(input, limits.maxMessageBytes)
  const command = parse(json, { schemas: attachSchemas, elsewhere: chatSchemas, place: 'once the line is attached' })
  if (command.type === 'StartSession') requireUserDataWithin(limits, userDataSize(command.userData))
  return command
}

/** Reads a text by `commandText` as a chat command. Throws a `ChatRefusal` (1, 2 or 3) that says what is wrong with it. */
export function parseCommand(json: string): ChatCommand {
  return parse(json, { schemas: chatSchemas, elsewhere: attachSchemas, place: 'as the first of a new line' })
}

/** `input` as JSON text. Throws a `ChatRefusal` when it is too large, or no JSON. */
export function commandText(input: unknown, maxBytes?: number): string {
  // A line that begins without an attach.
  if (input === undefined) throw missing(['type'])
  return orRefusal(() => jsonText('command', input, maxBytes))
}

/** The id of a command, also of an invalid one: an answer to it can then be recognized. */
export function readableId(input: unknown): string | undefined {
  const given = fieldOf(input, 'id')
  return v.is(id, given) ? given : undefined
}

/** A type of the protocol, of an attach or of a command. */
export type CommandType = AttachCommand['type'] | ChatCommand['type'] | 'unknown command'

/** The type of a command for the log. A type that the protocol does not have is not repeated there. */
export function readableType(input: unknown): CommandType {
  const type = fieldOf(input, 'type')
  const isKnown = typeof type === 'string' && (Object.hasOwn(chatSchemas, type) || Object.hasOwn(attachSchemas, type))
  return isKnown ? (type as CommandType) : 'unknown command'
}

const fieldOf = (input: unknown, name: string): unknown =>
  isJsonObject(input) ? (input as Record<string, unknown>)[name] : undefined

interface Expected<Command> {
  readonly schemas: Readonly<Record<string, v.GenericSchema<unknown, Command>>>
  /** Known commands that are accepted at another place only. */
  readonly elsewhere: Readonly<Record<string, unknown>>
  readonly place: string
}

function parse<Command>(json: string, expected: Expected<Command>): Command {
  const value = orRefusal(() => parseJson('command', json, mostCommandValues))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw incorrectParameter('a command must be a JSON object')
  const { type } = value as { readonly type?: unknown }
  if (type === undefined) throw missing(['type'])
  if (typeof type !== 'string') throw incorrectParameter('type must be a string')
  const parsed = v.safeParse(schemaOf(type, expected), value)
  if (!parsed.success) throw explain(parsed.issues)
  return parsed.output
}

function schemaOf<Command>(type: string, { schemas, elsewhere, place }: Expected<Command>) {
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined
  if (schema) return schema
  if (Object.hasOwn(elsewhere, type)) throw incorrectParameter(`type: ${type} is accepted ${place} only`)
  throw new ChatRefusal(ErrorCode.unknownCommand, `unknown chat command: ${JSON.stringify(type.slice(0, 100))}`)
}

function orRefusal<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw incorrectParameter(cause instanceof TypeError ? cause.message : 'the command is not a JSON value')
  }
}

/** The refusal for what does not fit a schema of the protocol. */
export function explain(issues: readonly v.BaseIssue<unknown>[]): ChatRefusal {
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
