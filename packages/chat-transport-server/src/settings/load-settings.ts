import { readFile } from 'node:fs/promises'
import { readSettings } from '../schema/read-settings.ts'
import { SettingsError } from '../schema/settings-error.ts'
import { isObject } from '../schema/unknown-names.ts'
import { crossChecks } from './cross-checks.ts'
import { parseJsonFile } from './parse-json-file.ts'
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
  const values = parseJsonFile(name, await readText(name))
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

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
