/** Which of a transport's links to dial next. */
export interface LinkRota {
  /** Index of the link to dial. */
  readonly current: number
  /** The current link has been `connected`: it goes first from now on. */
  connected(): void
  /** The current link could not be connected. True: another link of this round has not been tried, dial it at once. */
  failed(): boolean
}

/**
 * Links are tried in turn until one has been `connected`. That one is then tried first, and the others again after it has
 * failed twice running; each further round goes through all of them in the order given.
 */
export function createLinkRota(count: number): LinkRota {
  let current = 0
  let preferred: { readonly index: number; failures: number } | undefined
  const nextOfRound = () => {
    current = (current + 1) % count
    return current !== 0
  }
  return {
    get current() {
      return current
    },
    connected() {
      preferred = { index: current, failures: 0 }
    },
    failed() {
      if (!preferred) return nextOfRound()
      if (++preferred.failures < 2) return false
      preferred = undefined
      current = 0
      return false
    },
  }
}
