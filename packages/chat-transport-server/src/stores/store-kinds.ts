import type { ValuesOf } from '../schema/setting.ts'
import { setting } from '../schema/setting.ts'
import { milliseconds, oneOf } from '../schema/values.ts'
import { memoryStore } from './memory-store.ts'
import { sqliteStore } from './sqlite-store.ts'
import type { OpenStore, StoreKind, StoreParts } from './store-kind.ts'
import { valkeyStore } from './valkey-store.ts'

/** All stores that can be chosen. A new one is a file beside this one, its name in this list, and its line in `kinds`. */
const names = ['sqlite', 'valkey', 'memory'] as const
const kinds = { sqlite: sqliteStore, valkey: valkeyStore, memory: memoryStore }

type StoreName = (typeof names)[number]
type Groups = { readonly [Name in StoreName]: (typeof kinds)[Name]['settings'] }
type Kinds = { readonly [Name in StoreName]: StoreKind<Groups[Name]> }
type Values = { readonly [Name in StoreName]: ValuesOf<Groups[Name]> }

/** The settings of the store. */
export const storeSettings = {
  type: setting(
    oneOf(names),
    'sqlite',
    'Where sessions are kept: in an SQLite file, in Valkey or Redis, or in memory, where a restart loses them.',
  ),
  timeoutMs: setting(
    milliseconds(),
    5_000,
    'How long the store may take for one call. A longer one counts as failed (error 100).',
  ),
  ...settingsOf(kinds),
}

export type StoreSettings = ValuesOf<typeof storeSettings>

/** What is wrong together in the settings of the store that is chosen; of a type that is none, which is told by itself, nothing. */
export const storeProblems = ({ type, timeoutMs, ...settings }: StoreSettings): readonly string[] =>
  Object.hasOwn(kinds, type) ? problemsOf(type, settings, timeoutMs) : []

/** What is wrong with the files and folders of the store that is chosen. */
export const storePlaceProblem = async (
  { type, timeoutMs: _timeoutMs, ...settings }: StoreSettings,
  dataFolder: string,
): Promise<string | undefined> => placeProblemOf(type, settings, dataFolder)

/** Opens the store that is chosen. Rejects with an error that says what to do. */
export const openStore = (
  { type, timeoutMs, ...settings }: StoreSettings,
  parts: Omit<StoreParts, 'timeoutMs'>,
): Promise<OpenStore> => open(type, settings, { timeoutMs, ...parts })

function problemsOf<Name extends StoreName>(name: Name, settings: Values, timeoutMs: number): readonly string[] {
  return kindOf(name).problems?.(settings[name], { timeoutMs }) ?? []
}

function placeProblemOf<Name extends StoreName>(name: Name, settings: Values, dataFolder: string) {
  return kindOf(name).placeProblem?.(settings[name], { dataFolder })
}

function open<Name extends StoreName>(name: Name, settings: Values, parts: StoreParts): Promise<OpenStore> {
  return kindOf(name).open(settings[name], parts)
}

const kindOf = <Name extends StoreName>(name: Name): StoreKind<Groups[Name]> => (kinds as Kinds)[name]

function settingsOf(all: typeof kinds): Groups {
  return Object.fromEntries(Object.entries(all).map(([name, { settings }]) => [name, settings])) as unknown as Groups
}
