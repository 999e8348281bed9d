import type { ValuesOf } from '../schema/setting.ts'
import { setting } from '../schema/setting.ts'
import { milliseconds, oneOf } from '../schema/values.ts'
import { memoryStore } from './memory-store.ts'
import { sqliteStore } from './sqlite-store.ts'
import type { OpenStore, StoreKind } from './store-kind.ts'

/** All stores that can be chosen. A new one is a file beside this one, its name in this list, and its line in `kinds`. */
const names = ['sqlite', 'memory'] as const
const kinds = { sqlite: sqliteStore, memory: memoryStore }

type StoreName = (typeof names)[number]
type Groups = { readonly [Name in StoreName]: (typeof kinds)[Name]['settings'] }

/** The settings of the store. */
export const storeSettings = {
  type: setting(
    oneOf(names),
    'sqlite',
    'Where sessions are kept: in an SQLite file, or in memory, where a restart loses them.',
  ),
  timeoutMs: setting(
    milliseconds(),
    5_000,
    'How long the store may take for one call. A longer one counts as failed (error 100).',
  ),
  ...settingsOf(kinds),
}

export type StoreSettings = ValuesOf<typeof storeSettings>

/** Opens the store that is chosen. Rejects with an error that says what to do. */
export function openStore({ type, ...settings }: StoreSettings, dataFolder: string): Promise<OpenStore> {
  return open(type, settings, dataFolder)
}

function open<Name extends StoreName>(
  name: Name,
  settings: { readonly [Each in StoreName]: ValuesOf<Groups[Each]> },
  dataFolder: string,
): Promise<OpenStore> {
  const kind: StoreKind<Groups[Name]> = (kinds as { readonly [Each in StoreName]: StoreKind<Groups[Each]> })[name]
  return kind.open(settings[name], dataFolder)
}

function settingsOf(all: typeof kinds): Groups {
  return Object.fromEntries(Object.entries(all).map(([name, { settings }]) => [name, settings])) as unknown as Groups
}
