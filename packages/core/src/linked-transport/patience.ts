/** Lines in a row that were too slow for the same event or command make the next this patient: 2, 4, 8 times. */
const mostDoublings = 3

/** How many times as long as usual a line may be silent that owes something. Outlives the lines, which it judges. */
export interface Patience {
  /** For a line that begins at this position of the transcript. */
  next(position: number): number
  /** The line is over; `wasTooSlow`: it was answered, and came to a deadline. */
  ended(wasTooSlow: boolean): void
}

/** Doubles with each line that was too slow at one place of the transcript, and begins anew at the next place. */
export function createPatience(): Patience {
  let last = { position: -1, losses: 0 }
  let grows = 0
  return {
    next(position) {
      last = { position, losses: grows + (position === last.position ? last.losses : 0) }
      return 2 ** Math.min(last.losses, mostDoublings)
    },
    ended: (wasTooSlow) => void (grows = Number(wasTooSlow)),
  }
}
