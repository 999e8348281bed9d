import type { IncomingMessage } from 'node:http'
import { ErrorCode } from '@chat-transport/core'
import { readBody, type BodyLimits } from '@chat-transport/server'
import { findJsonMistake } from './json-mistake.ts'
import { ApiProblem, incorrect } from './problem.ts'

const mostLevels = 100

/** The body as JSON; `undefined` when there is none. Throws an `ApiProblem` that says where it is wrong. */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  const text = await readText(request, limits)
  if (text === '') return undefined
  const type = request.headers['content-type']
  if (!/^application\/json\s*(;|$)/i.test(type ?? ''))
    throw refused(
      415,
      `The body must be application/json, not ${type === undefined ? 'without a content type' : type}.`,
    )
  return parseJson(text)
}

/** Throws an `ApiProblem` that says where the text is no JSON. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw incorrect(`The body is no JSON: ${findJsonMistake(text)}.`) // What the parser says differs by version, and quotes the text.
  }
  if (levelsOf(value) > mostLevels) throw incorrect(`The body must have at most ${mostLevels} levels.`)
  return value
}

async function readText(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  const body = await readBody(request, limits)
  if (typeof body !== 'string') return decode(body)
  if (body === 'too-large') throw refused(413, `The body must have at most ${limits.maxBytes} bytes.`)
  if (body === 'in-pieces') throw refused(400, 'The body came in too many small pieces.')
  throw refused(408, body === 'too-slow' ? 'The body did not come in time.' : 'The client has left.')
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw incorrect('The body is no UTF-8.') // what the decoder says tells no more
  }
}

/** Level by level, since a value may be nested more deeply than calls can be. */
function levelsOf(value: unknown): number {
  let level: unknown[] = [value]
  let levels = 0
  while (level.length > 0 && levels <= mostLevels) {
    levels++
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return levels
}

const refused = (status: number, detail: string) =>
  new ApiProblem({ status, code: ErrorCode.incorrectParameter, detail, headers: { connection: 'close' } })
