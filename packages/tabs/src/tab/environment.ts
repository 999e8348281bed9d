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

/** The browser's locks; `undefined` where there are none: old browsers, pages that are not secure. */
export const systemLocks = (): TabLocks | undefined =>
  typeof navigator === 'undefined' ? undefined : (navigator as { locks?: TabLocks }).locks

/** The browser's channels; `undefined` where there are none. */
export const systemChannels = (): OpenTabChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name) as TabChannel
