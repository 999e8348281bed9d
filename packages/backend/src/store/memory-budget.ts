/** What a session uses of the budget. */
export interface BudgetUser {
  readonly memoryBytes: number
  /** What the budget has reserved for it: kept here, where it is found sooner than by a map. */
  reservedBytes: number | undefined
}

/** How much a session may always grow, whatever the others take. */
const roomToGrowBytes = 10_000

/**
 * Shares memory among sessions, so that they never use more than there is. One half is for sessions to begin: each reserves what
 * it takes at its start, and some room to grow. So what others say keeps no newcomer out, and newcomers silence nobody. The other
 * half is for all that sessions take beyond that: a session may have as much of it as it leaves to the others. So no session,
 * however large, uses it up.
 */
export class MemoryBudget {
  readonly #halfBytes: number
  #reservedBytes = 0
  #grownBytes = 0

  constructor(totalBytes: number) {
    this.#halfBytes = totalBytes / 2
  }

  /** Whether there is room for another session, as large as `user` is now. */
  mayBegin(user: BudgetUser): boolean {
    return this.#reservedBytes + reservationOf(user) <= this.#halfBytes
  }

  mayGrow(user: BudgetUser, bytes: number): boolean {
    const grown = this.#grownBy(user, bytes)
    const ofOthers = this.#grownBytes - this.#grownBy(user)
    return grown === 0 || grown <= this.#halfBytes - ofOthers - grown
  }

  add(user: BudgetUser): void {
    const bytes = reservationOf(user)
    user.reservedBytes = bytes
    this.#reservedBytes += bytes
  }

  /** Runs `change`, which makes `user` larger or smaller. */
  change<Result>(user: BudgetUser, change: () => Result): Result {
    this.#grownBytes -= this.#grownBy(user)
    try {
      return change()
    } finally {
      this.#grownBytes += this.#grownBy(user)
    }
  }

  remove(user: BudgetUser): void {
    this.#grownBytes -= this.#grownBy(user)
    this.#reservedBytes -= user.reservedBytes ?? 0
    user.reservedBytes = undefined
  }

  /** How much it takes beyond its reservation, with `more` bytes than now. */
  #grownBy(user: BudgetUser, more = 0): number {
    const { memoryBytes, reservedBytes } = user
    return reservedBytes === undefined ? 0 : Math.max(0, memoryBytes + more - reservedBytes)
  }
}

const reservationOf = ({ memoryBytes }: BudgetUser) => memoryBytes + roomToGrowBytes
