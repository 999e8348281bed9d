import { toJsonSchema } from '@valibot/to-json-schema'
import { isSetting, type SettingGroup } from '../../src/schema/setting.ts'
import { settings } from '../../src/settings/settings.ts'

/** The schema of the file, for editors. */
export const settingsSchema = () => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Settings of chat-transport-server',
  ...schemaOf({ ...settings }, { $schema: { type: 'string' } }),
})

/** It is said once, for the whole. */
const withoutDialect = ({ $schema: _dialect, ...schema }: { readonly $schema?: unknown }): object => schema

function schemaOf(group: SettingGroup, more: object = {}): object {
  const properties = Object.entries(group).map(([name, entry]) => {
    if (!isSetting(entry)) return [name, schemaOf(entry)] as const
    const schema = withoutDialect(toJsonSchema(entry.schema, { errorMode: 'ignore' }))
    const { about, fallback, otherwise } = entry
    const description = otherwise === undefined ? about : `${about} Default: ${otherwise}.`
    return [name, { ...schema, description, ...(fallback !== undefined && { default: fallback }) }] as const
  })
  return { type: 'object', additionalProperties: false, properties: { ...more, ...Object.fromEntries(properties) } }
}
