/** Which of a transport's links to dial next. */
export interface LinkRotation {
  /** Index of the link to dial. */
  readonly current: number
  /** The current link has been `connected`: it goes first from now on. */
  connected(): void
  /** The current link could not be connected. Returns `true` when another is left to dial at once. */
  failed(): boolean
}

/**
 * Links are tried in turn until one has been `connected`. That one is then tried first, and after it the other servers that are reached in
 * the same way, twice each; then the other ways; each further round goes through all of them in the order given. Without a wait are
 * made only the first round of all, and the first try of each server: later they have been asked before.
 *
 * @param ways of each link the number of its way: links of one way differ in their server
 */
export function createLinkRotation(ways: readonly number[]): LinkRotation {
  const all = () => [...ways.keys()]
  /** What is left of the round, the current link first; never empty. */
  let round = all()
  /** The way that the round is for, if it is for that alone. */
  let preferred: number | undefined
  /** How many dials are still the first of their kind. */
  let untried = round.length
  const current = () => round[0] as number
  return {
    get current() {
      return current()
    },
    connected() {
      preferred = ways[current()]
      const servers = all().filter((link) => ways[link] === preferred)
      const place = servers.indexOf(current())
      const inTurn = [...servers.slice(place), ...servers.slice(0, place)]
      round = [...inTurn, ...inTurn]
      untried = inTurn.length
    },
    failed() {
      round = round.slice(1)
      if (round.length === 0) {
        round = all().filter((link) => ways[link] !== preferred)
        preferred = undefined
      }
      if (round.length === 0) round = all() // there is no other way
      untried -= 1
      return untried > 0
    },
  }
}
