import { findJsonMistake } from '@chat-transport/agent-api'
import { parse } from 'jsonc-parser'
import { SettingsError } from '../schema/settings-error.ts'

/**
 * Comments are welcome, and a comma behind the last value. Throws a `SettingsError` for the first mistake: others may only follow from it. It is
 * told by its place alone, since the text there may be a secret.
 */
export function parseJsonFile(name: string, text: string): unknown {
  const mistake = findJsonMistake(text, { relaxed: true })
  if (mistake !== undefined) throw new SettingsError([`${name}: ${mistake}`])
  return parse(text)
}
