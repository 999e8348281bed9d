/** Which of a transport's links to dial next. */
export interface LinkRotation {
  /** Index of the link to dial. */
  readonly current: number
  /** The current link has been `connected`: it goes first from now on. */
  connected(): void
  /** The current link could not be connected. Returns `true` when another is left to dial at once: once, at the beginning. */
  failed(): boolean
}

/**
 * Links are tried in turn until one has been `connected`. That one is then tried first, and the others again after it has
 * failed twice running; each further round goes through all of them in the order given. Only the first round is made without
 * a wait: later the server has been asked before.
 */
export function createLinkRotation(count: number): LinkRotation {
  const all = () => [...Array(count)].map((_, index) => index)
  /** What is left of the round, the current link first; never empty. */
  let round = all()
  let preferred: { failures: number } | undefined
  let isFirstRound = true
  const current = () => round[0] as number
  return {
    get current() {
      return current()
    },
    connected() {
      round = [current()]
      preferred = { failures: 0 }
      isFirstRound = false
    },
    failed() {
      if (preferred && ++preferred.failures < 2) return false
      round = preferred ? all().filter((index) => index !== current()) : round.slice(1)
      preferred = undefined
      if (round.length > 0) return isFirstRound
      round = all()
      return (isFirstRound = false)
    },
  }
}
