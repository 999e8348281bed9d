/** What a session uses of the budget. */
export interface BudgetUser {
  readonly memoryBytes: number
}

/**
 * Shares memory among sessions. Half of it is for everybody, as it comes. When that half is used up, no session is begun, and a
 * session grows only up to its share: the other half, divided by the number of sessions. So no session can use up what another
 * needs to go on, and all together never use more than there is.
 */
export class MemoryBudget {
  readonly #commonBytes: number
  readonly #users = new Set<BudgetUser>()
  #usedBytes = 0

  constructor(totalBytes: number) {
    this.#commonBytes = totalBytes / 2
  }

  /** Whether so many bytes more are for everybody. */
  hasRoom(bytes: number): boolean {
    return this.#usedBytes + bytes <= this.#commonBytes
  }

  mayGrow(user: BudgetUser, bytes: number): boolean {
    return this.hasRoom(bytes) || user.memoryBytes + bytes <= this.#commonBytes / this.#users.size
  }

  add(user: BudgetUser): void {
    this.#users.add(user)
    this.#usedBytes += user.memoryBytes
  }

  /** Runs `change`, which makes `user` larger or smaller. */
  change<Result>(user: BudgetUser, change: () => Result): Result {
    this.#usedBytes -= user.memoryBytes
    try {
      return change()
    } finally {
      this.#usedBytes += user.memoryBytes
    }
  }

  remove(user: BudgetUser): void {
    if (this.#users.delete(user)) this.#usedBytes -= user.memoryBytes
  }
}
