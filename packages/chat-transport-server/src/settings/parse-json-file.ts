import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser'
import { SettingsError } from '../schema/settings-error.ts'

type Mistake = ReturnType<typeof printParseErrorCode>

/** What JSON has in the place of each mistake, which `jsonc-parser` finds. */
const expected: Readonly<Record<Mistake, string>> = {
  InvalidSymbol: 'a text in quotes, a number, true, false or null',
  InvalidNumberFormat: 'a number, such as 8080 or 0.5',
  PropertyNameExpected: 'the name of a setting, in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon after the name',
  CommaExpected: 'a comma, or the end of the object or list',
  CloseBraceExpected: 'a } at the end of the object',
  CloseBracketExpected: 'a ] at the end of the list',
  EndOfFileExpected: 'nothing after the settings',
  InvalidCommentToken: 'a comment that begins with // or /*',
  UnexpectedEndOfComment: 'a */ at the end of the comment',
  UnexpectedEndOfString: 'double quotes at the end of the text',
  UnexpectedEndOfNumber: 'a digit at the end of the number',
  InvalidUnicode: String.raw`four hexadecimal digits after \u`,
  InvalidEscapeCharacter: String.raw`one of " \ / b f n r t u after a \, which is written \\ itself`,
  InvalidCharacter: String.raw`no control character in a text: \n is a line break, \t a tab`,
  '<unknown ParseErrorCode>': 'JSON',
}

/**
 * Comments are welcome. Throws a `SettingsError` for the first mistake: others may only follow from it. It is told by its place alone, since
 * the text there may be a secret.
 */
export function parseJsonFile(name: string, text: string): unknown {
  const errors: ParseError[] = []
  const values: unknown = parse(text, errors, { allowTrailingComma: true })
  const [first] = errors
  if (!first) return values
  const before = text.slice(0, first.offset).split('\n')
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
  throw new SettingsError([`${name}: ${place}: expected ${expected[printParseErrorCode(first.error)]}`])
}
