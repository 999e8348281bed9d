/** The calls under way, for whoever has to wait for their end. */
export class OpenCalls {
  readonly #underWay = new Set<Promise<unknown>>()
  #state: 'open' | 'closed' = 'open'

  async during<Result>(run: () => Promise<Result>): Promise<Result> {
    if (this.#state === 'closed') throw new Error('the session store is closed')
    const running = run()
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  /** Takes no more calls. Resolves when those under way are over. */
  async close(): Promise<void> {
    this.#state = 'closed'
    await Promise.allSettled(this.#underWay)
  }
}
