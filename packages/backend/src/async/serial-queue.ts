const settled = () => undefined

/** Runs asynchronous tasks one after another, in the order given. A task that fails does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()
  #size = 0

  /** Tasks given and not done. */
  get size(): number {
    return this.#size
  }

  run<T>(task: () => T | Promise<T>): Promise<T> {
    this.#size++
    const result = this.#last.then(task).finally(() => this.#size--)
    // Whoever gave the task hears of its failure; the next task must not.
    this.#last = result.then(settled, settled)
    return result
  }

  /** Resolves when everything given so far is done. */
  async idle(): Promise<void> {
    await this.#last
  }
}
