import { isSetting, type Setting, type SettingGroup } from './setting.ts'

export interface ListedSetting {
  /** Its name in the file, such as `tls.certFile`. */
  readonly key: string
  readonly path: readonly string[]
  /** Its environment variable, such as `CHAT_TLS_CERT_FILE`. */
  readonly variable: string
  readonly setting: Setting<unknown>
}

export const variablePrefix = 'CHAT_'

/** `tls.certFile` is `CHAT_TLS_CERT_FILE`: words in capitals, with an underscore between two. */
const variableOf = (path: readonly string[]): string =>
  variablePrefix + path.map((name) => name.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_')

const keyOf = (path: readonly string[]): string => path.join('.')

/** All settings of a group and of the groups in it, in their order. */
export function listSettings(group: SettingGroup, above: readonly string[] = []): readonly ListedSetting[] {
  return Object.entries(group).flatMap(([name, entry]) => {
    const path = [...above, name]
    if (!isSetting(entry)) return listSettings(entry, path)
    return [{ path, key: keyOf(path), variable: variableOf(path), setting: entry }]
  })
}
