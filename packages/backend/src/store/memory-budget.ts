/** What a session uses of the budget. */
export interface BudgetUser {
  readonly memoryBytes: number
}

/** What a session has of the budget, from its start until it is removed. The budget alone looks into it. */
export interface Reservation {
  readonly user: BudgetUser
  readonly bytes: number
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
    return this.#reservedBytes + neededBy(user) <= this.#halfBytes
  }

  mayGrow(reservation: Reservation, bytes: number): boolean {
    const grown = grownBy(reservation, bytes)
    const ofOthers = this.#grownBytes - grownBy(reservation)
    return grown === 0 || grown <= this.#halfBytes - ofOthers - grown
  }

  add(user: BudgetUser): Reservation {
    const bytes = neededBy(user)
    this.#reservedBytes += bytes
    return { user, bytes }
  }

  /** Runs `change`, which makes the session larger or smaller. */
  change<Result>(reservation: Reservation, change: () => Result): Result {
    this.#grownBytes -= grownBy(reservation)
    try {
      return change()
    } finally {
      this.#grownBytes += grownBy(reservation)
    }
  }

  /** Afterwards the reservation is not to be used any more. */
  remove(reservation: Reservation): void {
    this.#grownBytes -= grownBy(reservation)
    this.#reservedBytes -= reservation.bytes
  }
}

const neededBy = ({ memoryBytes }: BudgetUser) => memoryBytes + roomToGrowBytes

/** How much a session takes beyond its reservation, with `more` bytes than now. */
const grownBy = ({ user, bytes }: Reservation, more = 0) => Math.max(0, user.memoryBytes + more - bytes)
