import type { SessionStore } from '@chat-transport/backend'
import type { SettingGroup, ValuesOf } from '../schema/setting.ts'

/** A store that is open. */
export interface OpenStore {
  readonly store: SessionStore
  /** Where the sessions are, for the log. No secret. */
  readonly place: string
  /** Lets go of it. Resolves when what was kept is safe. */
  close(): Promise<void>
}

/** A kind of store that can be chosen. */
export interface StoreKind<Group extends SettingGroup> {
  /** Its settings, under its name in `store`. */
  readonly settings: Group
  /** Rejects with an error that says what to do. `dataFolder`: where the server keeps its data, unless a setting says otherwise. */
  open(settings: ValuesOf<Group>, dataFolder: string): Promise<OpenStore>
}
