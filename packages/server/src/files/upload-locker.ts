/** A lock of one upload, as `@tus/server` uses it. */
interface Lock {
  lock(signal: AbortSignal, requestRelease: () => void | Promise<void>): Promise<void>
  unlock(): Promise<void>
}

interface Held {
  readonly requestRelease: () => void | Promise<void>
  readonly released: Promise<void>
  readonly release: () => void
}

/**
 * Lets one request at a time work on an upload. A request whose line is dead may still hold it, so the newest asks the holder to
 * stop: what that one has received is kept, and the newcomer goes on behind it. (The locker of `@tus/server` asks over and over,
 * as fast as it can, until it gets the lock.)
 */
export class UploadLocker {
  readonly #held = new Map<string, Held>()

  newLock(id: string): Lock {
    return {
      lock: async (signal, requestRelease) => {
        for (let held = this.#held.get(id); held; held = this.#held.get(id)) {
          await held.requestRelease()
          await Promise.race([held.released, aborted(signal)])
          if (signal.aborted) throw new Error('the request is over')
        }
        let release = () => undefined as void
        const released = new Promise<void>((resolve) => (release = resolve))
        this.#held.set(id, { requestRelease, released, release })
      },
      unlock: async () => {
        const held = this.#held.get(id)
        this.#held.delete(id)
        held?.release()
      },
    }
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
