import { nearestName } from '@chat-transport/backend'
import { listSettings, variablePrefix } from './list-settings.ts'
import { isSetting, type SettingGroup } from './setting.ts'

/** Says of each name in a file that no setting has. Values are not repeated: one may be a secret under a wrong name. */
export function unknownKeys(group: SettingGroup, values: object, above: readonly string[] = []): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const key = [...above, name].join('.')
    const entry = Object.hasOwn(group, name) ? group[name] : undefined
    if (!entry) return [`${key}: there is no such setting${suggestion(name, Object.keys(group), above)}`]
    if (isSetting(entry)) return []
    if (isObject(value)) return unknownKeys(entry, value, [...above, name])
    return [`${key}: expected an object with ${Object.keys(entry).join(', ')}`]
  })
}

/** The same of variables of the environment that begin with `CHAT_`. */
export function unknownVariables(group: SettingGroup, names: readonly string[]): readonly string[] {
  const known = listSettings(group).map(({ variable }) => variable)
  return names
    .filter((name) => name.startsWith(variablePrefix) && !known.includes(name))
    .map((name) => `${name}: there is no such setting${suggestion(name, known)}`)
}

function suggestion(name: string, known: readonly string[], above: readonly string[] = []): string {
  const nearest = nearestName(name, known)
  return nearest ? `. Did you mean ${[...above, nearest].join('.')}?` : '. See --help for all of them'
}

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
