import { checkArgument, guards, toJson } from '@chat-transport/core'
import { readField, writtenField } from './field-value.ts'
import type { TabStorage } from '../tab/environment.ts'
import type { SharedStateSettings } from './shared-state-options.ts'

interface Field {
  readonly key: string
  readonly initial: unknown
  /** What the storage had, when it was last read or written. */
  stored: string | null
  value: unknown
}

/**
 * The fields of one shared state, each under its own key: so tabs that set different ones at the same time do not overwrite each
 * other's. What the storage does not take is kept here, until another tab has set the same field.
 */
export class StoredFields {
  readonly #name: string
  readonly #settings: SharedStateSettings
  readonly #fields: ReadonlyMap<string, Field>
  #hasWarned = false

  constructor(name: string, initial: object, settings: SharedStateSettings) {
    this.#name = name
    this.#settings = settings
    this.#fields = new Map(
      Object.entries(initial).map(([field, given]) => {
        const value: unknown = JSON.parse(writtenField(this.#pathOf(field), given, null))
        return [field, { key: this.#keyOf(field), initial: value, stored: null, value }]
      }),
    )
  }

  /** A new object with all values. */
  snapshot(): Readonly<Record<string, unknown>> {
    return Object.freeze(Object.fromEntries([...this.#fields].map(([name, { value }]) => [name, value])))
  }

  /** Whether something that is stored under `key` belongs to this. `null`: all of the storage has changed. */
  owns(key: string | null): boolean {
    return key === null || [...this.#fields.values()].some((field) => field.key === key)
  }

  /** Reads what other tabs have set. Returns whether a value has changed. */
  read(): boolean {
    const changes = [...this.#fields.values()].map((field) => {
      const text = this.#use((storage) => storage.getItem(field.key), field.stored)
      if (text === field.stored) return false
      field.stored = text
      return put(field, readField(text, field.initial))
    })
    return changes.includes(true)
  }

  /** Sets some of the fields: all of them, or none if one is refused. What is as at first takes no room. Returns whether a value has changed. */
  write(changes: object): boolean {
    checkArgument(`sharedState ${this.#name} changes`, changes, guards.object)
    const written = Object.entries(changes).map(([name, value]) => {
      const field = this.#fields.get(name)
      if (!field) throw new TypeError(`${this.#pathOf(name)}: there is no such field, since it has no initial value`)
      return { field, json: writtenField(this.#pathOf(name), value, field.initial) }
    })
    if (!this.#isPage()) return false
    const changed = written.map(({ field, json }) => {
      this.#store(field, json === toJson(field.initial) ? null : json)
      return put(field, JSON.parse(json))
    })
    return changed.includes(true)
  }

  /** Removes what is stored. Returns whether a value has changed. */
  remove(): boolean {
    const changed = [...this.#fields.values()].map((field) => {
      this.#store(field, null)
      return put(field, field.initial)
    })
    return changed.includes(true)
  }

  #store(field: Field, text: string | null): void {
    field.stored = this.#use((storage) => {
      if (text === null) storage.removeItem(field.key)
      else storage.setItem(field.key, text)
      return text
    }, field.stored)
  }

  /** On a server there is nothing to keep: what one visitor has set is not for the next. */
  #isPage(): boolean {
    return this.#settings.storage !== undefined || typeof window !== 'undefined'
  }

  /** Uses the storage, where there is one. It may be blocked, full, or missing. */
  #use<Result>(run: (storage: TabStorage) => Result, otherwise: Result): Result {
    if (!this.#isPage()) return otherwise
    try {
      return run(this.#settings.storage ?? globalThis.localStorage)
    } catch (error) {
      if (!this.#hasWarned)
        this.#settings.logger.warn(`sharedState ${this.#name}: the storage fails, so other tabs may not see it`, error)
      this.#hasWarned = true
      return otherwise
    }
  }

  #pathOf(field: string): string {
    return `sharedState ${this.#name}.${field}`
  }

  #keyOf(field: string): string {
    return `chat-transport:shared:${encodeURIComponent(this.#name)}:${field}`
  }
}

/** Returns whether the value is another one. */
function put(field: Field, value: unknown): boolean {
  if (toJson(value) === toJson(field.value)) return false
  field.value = value
  return true
}
