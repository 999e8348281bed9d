/** The part of the browser's `navigator.locks` that is used. */
export interface TabLocks {
  request(
    name: string,
    options: { readonly steal?: boolean; readonly ifAvailable?: boolean; readonly signal?: AbortSignal },
    /** With `ifAvailable`, the lock is `null` where another has it. */
    granted: (lock: unknown) => Promise<void> | undefined,
  ): Promise<unknown>
}

/** The part of a `BroadcastChannel` that is used. */
export interface TabChannel {
  postMessage(message: unknown): void
  close(): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
}
/** Opens the channel of a name, on which the tabs of a browser hear each other. */
export type OpenTabChannel = (name: string) => TabChannel

/** The browser's locks; `undefined` where there are none: old browsers, pages that are not secure. */
export const systemLocks = (): TabLocks | undefined =>
  typeof navigator === 'undefined' ? undefined : (navigator as { locks?: TabLocks }).locks

/** The browser's channels; `undefined` where there are none. */
export const systemChannels = (): OpenTabChannel | undefined =>
  typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name) as TabChannel
