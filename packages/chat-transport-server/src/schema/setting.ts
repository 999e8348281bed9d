import type * as v from 'valibot'

/** One setting: what it may be, what it is when nobody sets it, and what it is for. */
export interface Setting<Value> {
  readonly kind: 'setting'
  readonly schema: v.GenericSchema<unknown, Value>
  /** `undefined`: it follows from something else, see `otherwise`. */
  readonly fallback: Value | undefined
  /** In words, what holds when nobody sets it. */
  readonly otherwise?: string
  readonly about: string
  /** Its value is never shown. */
  readonly isSecret?: boolean
}

/** Settings under one name, such as `tls`. */
export interface SettingGroup {
  readonly [name: string]: Setting<unknown> | SettingGroup
}

export type ValuesOf<Group> = {
  readonly [Name in keyof Group]: Group[Name] extends { readonly kind: 'setting'; readonly schema: infer Schema }
    ? Schema extends v.GenericSchema<unknown, infer Value>
      ? Group[Name] extends { readonly fallback: undefined }
        ? Value | undefined
        : Value
      : never
    : ValuesOf<Group[Name]>
}

type Schema<Value> = v.GenericSchema<unknown, Value>
type WithDefault<Value> = Setting<Value> & { readonly fallback: Value }
type WithoutDefault<Value> = Setting<Value> & { readonly fallback: undefined; readonly otherwise: string }

/** A setting with a default. */
export const setting = <Value>(schema: Schema<Value>, fallback: Value, about: string): WithDefault<Value> => ({
  kind: 'setting',
  schema,
  fallback,
  about,
})

/** A setting that is not set by default, or follows from others: `otherwise` says how, in words. */
export const unset = <Value>(schema: Schema<Value>, otherwise: string, about: string): WithoutDefault<Value> => ({
  kind: 'setting',
  schema,
  fallback: undefined,
  otherwise,
  about,
})

/** A setting whose value no message repeats. */
export const secret = <Value>(schema: Schema<Value>, otherwise: string, about: string): WithoutDefault<Value> => ({
  ...unset(schema, otherwise, about),
  isSecret: true,
})

export const isSetting = (entry: Setting<unknown> | SettingGroup): entry is Setting<unknown> => entry.kind === 'setting'
