/** Runs what has the same name one after another, in the order given, and the rest side by side. */
export class NamedTurns {
  readonly #last = new Map<string, Promise<void>>()

  run<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(name) ?? Promise.resolve()).then(act)
    const over = result.then(
      () => undefined,
      () => undefined, // its caller is told
    )
    this.#last.set(name, over)
    void over.then(() => this.#last.get(name) === over && this.#last.delete(name))
    return result
  }
}
