/** What may come next; `first` is also the end of what is empty. */
type Expected = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'comma' | 'end'

type Container = '{' | '['

/** One token after white space. Whatever else comes is a mistake. */
const token =
  /[ \t\n\r]*("[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\0-\x1f]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?(?![\w.])|true|false|null|[{}[\],:])/y

/** Says where a text stops being JSON, and what was expected there: nothing of the text, in which there may be secrets. */
export function mistakeIn(text: string): string {
  const open: Container[] = []
  let expected: Expected = 'value'
  let end = 0
  for (;;) {
    token.lastIndex = end
    const found = token.exec(text)?.[1]
    const next: Expected | undefined = found === undefined ? undefined : steps[expected](found, open)
    if (next === undefined) return `${placeOf(text, end)}: expected ${saidOf(expected, open.at(-1))}`
    end = token.lastIndex
    expected = next
  }
}

/** What is expected after a token; `undefined` where the token is none that was expected. Keeps what is open. */
type Step = (found: string, open: Container[]) => Expected | undefined

const afterValue: Step = (found, open) => {
  if (/^[\]}:,]$/.test(found)) return undefined
  if (found !== '{' && found !== '[') return open.length > 0 ? 'comma' : 'end'
  open.push(found)
  return found === '{' ? 'first name' : 'first value'
}
const afterName: Step = (found) => (found.startsWith('"') ? 'colon' : undefined)
const afterEnd: Step = (_found, open) => {
  open.pop()
  return open.length > 0 ? 'comma' : 'end'
}
const closes = (found: string, open: Container[]) => found === (open.at(-1) === '{' ? '}' : ']')

const steps: Readonly<Record<Expected, Step>> = {
  value: afterValue,
  'first value': (found, open) => (found === ']' ? afterEnd : afterValue)(found, open),
  name: afterName,
  'first name': (found, open) => (found === '}' ? afterEnd : afterName)(found, open),
  colon: (found) => (found === ':' ? 'value' : undefined),
  comma(found, open) {
    if (found === ',') return open.at(-1) === '{' ? 'name' : 'value'
    return closes(found, open) ? afterEnd(found, open) : undefined
  },
  end: () => undefined,
}

function saidOf(expected: Expected, container: Container | undefined): string {
  const closing = container === '{' ? '}' : ']'
  const said: Readonly<Record<Expected, string>> = {
    value: 'a value',
    'first value': 'a value or ]',
    name: 'a name in double quotes',
    'first name': 'a name in double quotes or }',
    colon: 'a colon',
    comma: `a comma or ${closing}`,
    end: 'nothing more',
  }
  return said[expected]
}

function placeOf(text: string, end: number): string {
  const start = end + (/^[ \t\n\r]*/.exec(text.slice(end))?.[0].length ?? 0)
  const lines = text.slice(0, start).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}
