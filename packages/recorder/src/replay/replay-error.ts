import { seconds } from '../format/describe-entry.ts'

/** Where a page departs from the log that it is played. */
export interface Departure {
  /** The place in the log's `entries`; their number when it was over. */
  readonly entry: number
  /** Milliseconds since the log began. */
  readonly at: number
  readonly entries: number
}

/** The page does something that the log does not have, or does not do what the log has. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError'
  /** The place in the log's `entries`; their number when it was over. */
  readonly entry: number
  /** Milliseconds since the log began. */
  readonly at: number

  constructor(problem: string, { entry, at, entries }: Departure) {
    const place = entry < entries ? `at ${seconds(at)} of the log (entries[${entry}])` : `after the end of the log`
    super(`the page departs from the log ${place}: ${problem}`)
    this.entry = entry
    this.at = at
  }
}
