import { checkServerOptions } from '@chat-transport/backend'
import { guards } from '@chat-transport/core'
import { endOfText, type Mistake } from './end-of-text.ts'

/** How strict `findJsonMistake` is. */
export interface JsonMistakeOptions {
  /** Whether comments, and a comma behind the last value, are welcome. @default false */
  readonly relaxed?: boolean
}

const optionGuards = { relaxed: guards.optional(guards.boolean) }

/** What may come next; `first` is also the end of what is empty. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'comma' | 'end'

type Container = '{' | '['

interface Reader {
  readonly text: string
  readonly relaxed: boolean
  readonly open: Container[]
}

const whiteSpace = /[ \t\n\r]*/y
const withComments = /(?:[ \t\n\r]+|\/\/[^\n\r]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y
/** One token that is no text. Whatever else comes is a mistake. */
const token = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|[{}[\],:]/y

/**
 * Says where a text stops being JSON, and what was expected there: nothing of the text, in which there may be secrets. `undefined`: it is JSON.
 * Needs no more stack for a text that is nested deeply.
 */
export function findJsonMistake(text: string, options: JsonMistakeOptions = {}): string | undefined {
  checkServerOptions('findJsonMistake', options, optionGuards)
  const { relaxed = false } = options
  const reader: Reader = { text, relaxed, open: [] }
  const gap = relaxed ? withComments : whiteSpace
  let expected: Expected = 'value'
  let at = 0
  for (;;) {
    at = endOf(gap, text, at)
    if (expected === 'end' && at === text.length) return undefined
    const read = readToken(reader, at, expected)
    if ('expected' in read) return told(text, read)
    ;({ end: at, next: expected } = read)
  }
}

function readToken(reader: Reader, at: number, expected: Expected): Mistake | { end: number; next: Expected } {
  const { text } = reader
  const found = text[at] === '"' ? '"' : matchOf(token, text, at)
  const next = found === undefined ? undefined : steps[expected](found, reader)
  if (found === undefined || next === undefined) return { at, expected: saidOf(expected, reader) }
  const end = found === '"' ? endOfText(text, at) : at + found.length
  return typeof end === 'number' ? { end, next } : end
}

/** What is expected after a token; `undefined` where the token is none that was expected. Keeps what is open. */
type Step = (found: string, reader: Reader) => Expected | undefined

const afterValue: Step = (found, { open }) => {
  if (/^[\]}:,]$/.test(found)) return undefined
  if (found !== '{' && found !== '[') return open.length > 0 ? 'comma' : 'end'
  open.push(found)
  return found === '{' ? 'first name' : 'first value'
}
const afterName: Step = (found) => (found === '"' ? 'colon' : undefined)
const afterEnd: Step = (_found, { open }) => {
  open.pop()
  return open.length > 0 ? 'comma' : 'end'
}
const afterComma: Step = (_found, { open, relaxed }) => {
  const next = open.at(-1) === '{' ? 'name' : 'value'
  return relaxed ? `first ${next}` : next
}

const steps: Readonly<Record<Expected, Step>> = {
  value: afterValue,
  'first value': (found, reader) => (found === ']' ? afterEnd : afterValue)(found, reader),
  name: afterName,
  'first name': (found, reader) => (found === '}' ? afterEnd : afterName)(found, reader),
  colon: (found) => (found === ':' ? 'value' : undefined),
  comma: (found, reader) =>
    found === ',' ? afterComma(found, reader) : found === closingOf(reader) ? afterEnd(found, reader) : undefined,
  end: () => undefined,
}

const closingOf = ({ open }: Reader) => (open.at(-1) === '{' ? '}' : ']')

function saidOf(expected: Expected, reader: Reader): string {
  const said: Readonly<Record<Expected, string>> = {
    value: 'a value',
    'first value': 'a value or ]',
    name: 'a name in double quotes',
    'first name': 'a name in double quotes or }',
    colon: 'a colon',
    comma: `a comma or ${closingOf(reader)}`,
    end: 'nothing more',
  }
  return said[expected]
}

function told(text: string, { at, expected }: Mistake): string {
  const lines = text.slice(0, at).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}: expected ${expected}`
}

function matchOf(expression: RegExp, text: string, start: number): string | undefined {
  expression.lastIndex = start
  return expression.exec(text)?.[0]
}

const endOf = (expression: RegExp, text: string, start: number) =>
  start + (matchOf(expression, text, start)?.length ?? 0)
