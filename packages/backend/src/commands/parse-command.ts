import { ErrorCode } from '@chat-transport/core'
import type { AttachCommand, ChatCommand } from '@chat-transport/core'
import * as v from 'valibot'
import { jsonCopy } from '../json/json-copy.ts'
import { attachSchemas, chatSchemas, id } from './command-schemas.ts'
import { ChatRefusal, incorrectParameter } from './refusal.ts'

/** Reads `input` as an attach command. Throws a `ChatRefusal` (1, 2 or 3) that says what is wrong with it. */
export function parseAttach(input: unknown, maxBytes: number): AttachCommand {
  return parse(input, maxBytes, { schemas: attachSchemas, elsewhere: chatSchemas, place: 'once the line is attached' })
}

/** Reads `input` as a chat command. Throws a `ChatRefusal` (1, 2 or 3) that says what is wrong with it. */
export function parseCommand(input: unknown, maxBytes: number): ChatCommand {
  return parse(input, maxBytes, { schemas: chatSchemas, elsewhere: attachSchemas, place: 'as the first of a new line' })
}

/** The id of a command, also of an invalid one: an answer to it can then be recognized. */
export function readableId(input: unknown): string | undefined {
  const parsed = v.safeParse(v.object({ id }), input)
  return parsed.success ? parsed.output.id : undefined
}

/** The type of a command for the log. A type that the protocol does not have is not repeated there. */
export function readableType(input: unknown): string {
  const parsed = v.safeParse(v.object({ type: v.string() }), input)
  const type = parsed.success ? parsed.output.type : ''
  return Object.hasOwn(chatSchemas, type) || Object.hasOwn(attachSchemas, type) ? type : 'unknown command'
}

interface Expected<Command> {
  readonly schemas: Readonly<Record<string, v.GenericSchema<unknown, Command>>>
  /** Known commands that are accepted at another place only. */
  readonly elsewhere: Readonly<Record<string, unknown>>
  readonly place: string
}

function parse<Command>(input: unknown, maxBytes: number, expected: Expected<Command>): Command {
  const copy = objectCopy(input, maxBytes)
  const { type } = copy
  if (type === undefined) throw missing(['type'])
  if (typeof type !== 'string') throw incorrectParameter('type must be a string')
  const parsed = v.safeParse(schemaOf(type, expected), copy)
  if (!parsed.success) throw explain(parsed.issues)
  return parsed.output
}

function schemaOf<Command>(type: string, { schemas, elsewhere, place }: Expected<Command>) {
  const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined
  if (schema) return schema
  if (Object.hasOwn(elsewhere, type)) throw incorrectParameter(`type: ${type} is accepted ${place} only`)
  throw new ChatRefusal(ErrorCode.unknownCommand, `unknown chat command: ${JSON.stringify(type.slice(0, 100))}`)
}

/** A copy, because a front in the same page may change its object later. */
function objectCopy(input: unknown, maxBytes: number): Record<string, unknown> {
  // A line that begins without an attach.
  if (input === undefined) throw missing(['type'])
  const copy = copyOrRefuse(input, maxBytes)
  if (typeof copy !== 'object' || copy === null || Array.isArray(copy))
    throw incorrectParameter('a command must be a JSON object')
  return { ...copy }
}

function copyOrRefuse(input: unknown, maxBytes: number): unknown {
  try {
    return jsonCopy('command', input, maxBytes)
  } catch (cause) {
    throw incorrectParameter(cause instanceof TypeError ? cause.message : 'the command is not a JSON value')
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
