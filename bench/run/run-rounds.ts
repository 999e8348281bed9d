import type { PeerName } from '../peers/peers.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { createProgress } from './progress.ts'
import { failureText, type Failure, type Result } from './results.ts'
import { runClient, type ClientOptions } from './run-client.ts'

/** How long all takes that only waits, and how much of it is bounds, which are not shared out. */
const waitingMs = 210_000
const boundsMs = 120_000

export interface RoundsOptions extends ClientOptions {
  readonly peers: readonly PeerName[]
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  tell(text: string): void
}

/**
 * Plays all scenarios with one peer after the other, and all that again: what slows a machine down for a while slows all alike. What only
 * waits is played in the end, with all peers at the same time.
 */
export async function runRounds({ peers, rounds, scenarios, tell, ...options }: RoundsOptions) {
  const results: Result[] = []
  const failures: Failure[] = []
  const fitting = (name: PeerName, ...when: readonly Scenario['when'][]) =>
    scenarios.filter((each) => when.includes(each.when) && (each.fits?.(name) ?? true))
  const play = async (name: PeerName, round: number, played: readonly Scenario[]) => {
    const { measured, failed } = await playAll(played, (left) => runClient(name, left, options))
    for (const { scenario, figures } of measured)
      for (const [figure, value] of Object.entries(figures)) results.push({ ...name, scenario, figure, round, value })
    for (const { scenario, cause } of failed) {
      const failure = { ...name, scenario, round, cause }
      failures.push(failure)
      tell(failureText(failure))
    }
  }
  const waits = rounds > 0 && peers.some((name) => fitting(name, 'waiting').length > 0)
  const laterMs = waits ? boundsMs + (waitingMs - boundsMs) * options.share : 0
  const progress = createProgress({ steps: rounds * peers.length, laterMs, tell })
  for (let round = 1; round <= rounds; round++)
    for (const name of peers) {
      progress.step(`round ${round}, ${name.peer}, ${name.transport}`)
      await play(name, round, round === 1 ? fitting(name, 'each round', 'once') : fitting(name, 'each round'))
    }
  if (waits) {
    progress.later('what only waits, with all peers at once')
    await Promise.all(peers.map((name) => play(name, 1, fitting(name, 'waiting'))))
  }
  progress.end()
  return { results, failures }
}

/** What a process has measured, in order, until it was through or failed. */
export interface ClientOutcome<Measured> {
  readonly measured: readonly Measured[]
  /** Of its failure in the scenario that comes next. */
  readonly cause?: string | undefined
}

/** Plays scenarios in a process; when one has failed, those after it in another. */
export async function playAll<Measured>(
  scenarios: readonly Scenario[],
  run: (scenarios: readonly string[]) => Promise<ClientOutcome<Measured>>,
) {
  const all: Measured[] = []
  const failed: Pick<Failure, 'scenario' | 'cause'>[] = []
  let left = scenarios.map(({ name }) => name)
  while (left.length > 0) {
    const { measured, cause = 'it ended early' } = await run(left)
    all.push(...measured)
    const [scenario, ...after] = left.slice(measured.length)
    if (scenario !== undefined) failed.push({ scenario, cause })
    left = after
  }
  return { measured: all, failed }
}
