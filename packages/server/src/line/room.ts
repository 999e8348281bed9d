/** Asks whether there is room. `undefined`: go on. A promise: ask again when it resolves. */
export type Room = () => Promise<void> | undefined

/** Waits until there is room, starting with the answer that the caller already has. */
export async function untilRoom(room: Room, answer = room()): Promise<void> {
  for (let waiting = answer; waiting; waiting = room()) await waiting
}

/** Lets callers wait while something is full. */
export class RoomWaiters {
  readonly #isFull: () => boolean
  #waiting: (() => void)[] = []

  constructor(isFull: () => boolean) {
    this.#isFull = isFull
  }

  readonly room: Room = () => (this.#isFull() ? new Promise((resolve) => this.#waiting.push(resolve)) : undefined)

  /** To be called when something was removed: resumes those who wait, unless it is still full. */
  removed(): void {
    if (this.#isFull()) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resume of waiting) resume()
  }
}
