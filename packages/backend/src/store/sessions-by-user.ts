/** The ids of the sessions that each user has and that have not ended. */
export class SessionsByUser {
  readonly #ids = new Map<string, Set<string>>()

  /** The one that the user got last. */
  newestOf(userId: string): string | undefined {
    return [...(this.#ids.get(userId) ?? [])].at(-1)
  }

  add(userId: string, sessionId: string): void {
    const ids = this.#ids.get(userId) ?? new Set()
    this.#ids.set(userId, ids.add(sessionId))
  }

  delete(userId: string, sessionId: string): void {
    const ids = this.#ids.get(userId)
    ids?.delete(sessionId)
    if (ids?.size === 0) this.#ids.delete(userId)
  }
}
