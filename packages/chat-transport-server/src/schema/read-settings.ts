import * as v from 'valibot'
import { listSettings, type ListedSetting } from './list-settings.ts'
import type { SettingGroup, ValuesOf } from './setting.ts'
import { SettingsError } from './settings-error.ts'
import { isObject, unknownKeys, unknownVariables } from './unknown-names.ts'
import { fromText } from './values.ts'

export interface SettingSources {
  /** What the file says, and its name for messages. */
  readonly file?: { readonly name: string; readonly values: object }
  /** Wins over the file. Empty variables count as not set. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Reads all settings of a group. Throws a `SettingsError` with all problems at once, those included that `crossCheck` finds in
 * what is right by itself.
 */
export function readSettings<Group extends SettingGroup>(
  group: Group,
  sources: SettingSources,
  crossCheck: (values: ValuesOf<Group>) => readonly string[] = () => [],
): ValuesOf<Group> {
  const { file } = sources
  const environment = withoutForeign(sources.environment)
  const problems = [
    ...(file ? unknownKeys(group, file.values).map((problem) => `${file.name}: ${problem}`) : []),
    ...unknownVariables(group, Object.keys(environment)),
  ]
  const values = {}
  for (const listed of listSettings(group)) {
    const { origin, value } = given(listed, { ...sources, environment })
    const parsed = value === undefined ? undefined : v.safeParse(listed.setting.schema, value)
    if (parsed && !parsed.success) problems.push(`${origin}: ${explain(listed, parsed.issues, value)}`)
    place(values, listed.path, parsed?.output ?? listed.setting.fallback)
  }
  problems.push(...crossCheck(values as ValuesOf<Group>))
  if (problems.length > 0) throw new SettingsError(problems)
  return values as ValuesOf<Group>
}

/** Kubernetes sets variables for each service: they are no settings, even where the service is named `chat`. */
function withoutForeign(environment: SettingSources['environment']): Readonly<Record<string, string>> {
  const ofKubernetes = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/
  const own = Object.entries(environment).filter(
    ([name, value = '']) => value !== '' && !ofKubernetes.test(name) && !/^(tcp|udp|sctp):\/\//.test(value),
  )
  return Object.fromEntries(own) as Record<string, string>
}

function given({ path, key, variable, setting }: ListedSetting, { file, environment }: SettingSources) {
  const text = environment[variable]
  if (text !== undefined) return { origin: variable, value: fromText(setting.schema, text) }
  return { origin: file ? `${file.name}: ${key}` : key, value: file && valueAt(file.values, path) }
}

function valueAt(values: object, path: readonly string[]): unknown {
  let value: unknown = values
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = Reflect.get(value, name)
  }
  return value
}

function place(values: object, path: readonly string[], value: unknown): void {
  const [name = '', ...below] = path
  if (below.length === 0) return void Reflect.set(values, name, value)
  if (!Object.hasOwn(values, name)) Reflect.set(values, name, {})
  place(Reflect.get(values, name) as object, below, value)
}

type Issues = readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]

function explain({ setting }: ListedSetting, [{ message }]: Issues, value: unknown): string {
  return `expected ${message}, got ${setting.isSecret ? 'something else, which is not shown' : shown(value)}`
}

const longestShown = 60

function shown(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text
}
