/** Runs asynchronous tasks one after another, in the order given. A task that fails does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()
  #size = 0

  /** How many tasks are waiting or running. */
  get size(): number {
    return this.#size
  }

  run<T>(task: () => T | Promise<T>): Promise<T> {
    this.#size++
    const result = this.#last.then(task)
    // The caller gets the failure; the next task must not.
    this.#last = result.then(this.#done, this.#done)
    return result
  }

  /** Resolves when all tasks given so far are done. */
  async idle(): Promise<void> {
    await this.#last
  }

  readonly #done = (): void => {
    this.#size--
  }
}
