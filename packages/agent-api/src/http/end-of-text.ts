/** Where a text stops being JSON. */
export interface Mistake {
  readonly at: number
  readonly expected: string
}

/** Not all of a text at once: an expression needs more stack with every escape. */
const piece = /[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\0-\x1f]*){0,1000}/y

/** Where the text in quotes that begins at `start` ends, or what is wrong within it. */
export function endOfText(text: string, start: number): number | Mistake {
  let at = start + 1
  for (;;) {
    piece.lastIndex = at
    piece.test(text)
    if (piece.lastIndex === at) break
    at = piece.lastIndex
  }
  return text[at] === '"' ? at + 1 : { at, expected: expectedAt(text, at) }
}

function expectedAt(text: string, at: number): string {
  if (at === text.length) return 'double quotes at the end of the text'
  if (text[at] !== '\\') return String.raw`no control character in a text, where \n is a line break and \t a tab`
  if (text[at + 1] === 'u') return String.raw`four hexadecimal digits after \u`
  return String.raw`one of " \ / b f n r t u after a \, which is written \\ itself`
}
