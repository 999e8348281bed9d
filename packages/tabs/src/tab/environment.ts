/** The part of the browser's `navigator.locks` that is used. */
export interface TabLocks {
  /** Asks for a lock, as `navigator.locks.request` does. */
  request(
    name: string,
    options: { readonly steal?: boolean; readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    /** With `ifAvailable`, the lock is `null` where another has it. */
    granted: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>
}

/** The part of a `BroadcastChannel` that is used. */
export interface TabChannel {
  /** Tells all others. */
  postMessage(message: unknown): void
  /** Hears and tells nothing any more. */
  close(): void
  /** Called with what another tells. */
  onmessage: ((event: { readonly data: unknown }) => void) | null
}
/** Opens the channel of that name, as `new BroadcastChannel(name)` does. */
export type OpenTabChannel = (name: string) => TabChannel

/** The part of `localStorage` that is used. */
export interface TabStorage {
  /** What is stored under the key; `null`: nothing. */
  getItem(key: string): string | null
  /** Stores a text under the key. */
  setItem(key: string, value: string): void
  /** Removes what is stored under the key. */
  removeItem(key: string): void
}

/** The browser's locks; `undefined` where there are none: old browsers, pages that are not secure. */
export const systemLocks = (): TabLocks | undefined =>
  typeof navigator === 'undefined' ? undefined : (navigator as { locks?: TabLocks }).locks

/** The browser's channels; `undefined` where there are none. */
export const systemChannels = (): OpenTabChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name) as TabChannel

/** The browser's `localStorage`; `undefined` where there is none, or where it is blocked. */
export function systemStorage(): TabStorage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined // A page that may not keep anything: its tabs tell each other.
  }
}
