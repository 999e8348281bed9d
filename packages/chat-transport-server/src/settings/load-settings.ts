import { readFile } from 'node:fs/promises'
import { parse as parseJson, printParseErrorCode, type ParseError } from 'jsonc-parser'
import { readSettings } from '../schema/read-settings.ts'
import { SettingsError } from '../schema/settings-error.ts'
import { isObject } from '../schema/unknown-names.ts'
import { crossChecks } from './cross-checks.ts'
import { settings, type Settings } from './settings.ts'

/** Names the file, as `--config` does. */
export const fileVariable = 'CHAT_CONFIG'

export interface SettingsPlace {
  /** The file of `--config`. */
  readonly file?: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Reads the settings from the file, if one is named, and from the environment. Rejects with a `SettingsError`: all that is wrong. */
export async function loadSettings({ file, environment }: SettingsPlace): Promise<Settings> {
  const { [fileVariable]: fileOfEnvironment, ...variables } = environment
  const name = file ?? fileOfEnvironment
  const values = name ? await readValues(name) : undefined
  return readSettings(
    settings,
    { environment: variables, ...(name && values && { file: { name, values } }) },
    crossChecks,
  )
}

async function readValues(name: string): Promise<object> {
  const values = parse(name, await readText(name))
  if (!isObject(values)) throw new SettingsError([`${name}: expected a JSON object with settings`])
  return withoutSchema(values)
}

/** Editors look for it. */
const withoutSchema = ({ $schema: _schema, ...values }: { readonly $schema?: unknown }): object => values

async function readText(name: string): Promise<string> {
  try {
    return await readFile(name, 'utf8')
  } catch (cause) {
    throw new SettingsError([`${name}: the file cannot be read (${messageOf(cause)}). Name another one by --config`])
  }
}

/** Comments are welcome. A mistake is told by its place alone: the text there may be a secret. */
function parse(name: string, text: string): unknown {
  const errors: ParseError[] = []
  const values: unknown = parseJson(text, errors, { allowTrailingComma: true })
  if (errors.length > 0)
    throw new SettingsError(errors.map(({ error, offset }) => mistake(name, text, { error, offset })))
  return values
}

function mistake(name: string, text: string, { error, offset }: Pick<ParseError, 'error' | 'offset'>): string {
  const before = text.slice(0, offset).split('\n')
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
  return `${name}: expected JSON, got a mistake in ${place} (${printParseErrorCode(error)})`
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
