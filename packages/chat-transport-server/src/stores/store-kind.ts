import type { SessionStore } from '@chat-transport/backend'
import type { Logger } from '@chat-transport/core'
import type { SettingGroup, ValuesOf } from '../schema/setting.ts'

/** A store that is open. */
export interface OpenStore {
  readonly store: SessionStore
  /** Where the sessions are, for the log. No secret. */
  readonly place: string
  /** Lets go of it. Resolves when what was kept is safe. */
  close(): Promise<void>
}

/** What all kinds of stores are given. */
export interface StoreParts {
  /** Where the server keeps its data, unless a setting says otherwise. */
  readonly dataFolder: string
  /** How long one call may take. */
  readonly timeoutMs: number
  readonly logger: Logger
}

/** A kind of store that can be chosen. */
export interface StoreKind<Group extends SettingGroup> {
  /** Its settings, under its name in `store`. */
  readonly settings: Group
  /** What is right by itself and wrong together. Asked when this kind is chosen. */
  problems?(settings: ValuesOf<Group>, parts: Pick<StoreParts, 'timeoutMs'>): readonly string[]
  /** What is wrong with the files and folders that it would open, as far as it can be seen without opening them. Asked by `--check`. */
  placeProblem?(settings: ValuesOf<Group>, parts: Pick<StoreParts, 'dataFolder'>): Promise<string | undefined>
  /** Rejects with an error that says what to do. */
  open(settings: ValuesOf<Group>, parts: StoreParts): Promise<OpenStore>
}
