import { ours, peers, type Transport } from '../peers/peers.ts'
import type { Run } from '../run/results.ts'
import type { Figure, Scenario } from '../scenarios/scenario.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** One peer's line in a table. */
export interface Row {
  readonly peer: string
  readonly value: Spread | 'failed'
  /** How many times as good ours was in the same rounds; `undefined` where there is none in which both have come. */
  readonly ratio?: Spread | undefined
}

/** One figure of a scenario, over one transport. */
export interface Comparison extends Figure {
  readonly scenario: string
  readonly figure: string
  readonly transport: Transport
  readonly rows: readonly Row[]
}

/** The value of one round. */
interface Played {
  readonly peer: string
  /** Its run and its number: what was played at another time does not compare. */
  readonly round: string
  readonly value: number
}

export function compare(runs: readonly Run[], scenarios: readonly Scenario[]): readonly Comparison[] {
  return (Object.keys(peers) as Transport[])
    .flatMap((transport) =>
      scenarios.flatMap(({ name: scenario, figures }) =>
        Object.entries(figures).map(([figure, about]) => {
          const fits = (each: { readonly transport: string; readonly scenario: string }) =>
            each.transport === transport && each.scenario === scenario
          const played = runs.flatMap(({ results }, run) =>
            results
              .filter((each) => fits(each) && each.figure === figure)
              .map(({ peer, round, value }) => ({ peer, round: `${run}/${round}`, value })),
          )
          const failed = new Set(runs.flatMap(({ failures }) => failures.filter(fits).map(({ peer }) => peer)))
          const rowOf = (peer: string) => rowsOf(peer, { played, failed, better: about.better })
          return { ...about, scenario, figure, transport, rows: Object.keys(peers[transport]).flatMap(rowOf) }
        }),
      ),
    )
    .filter(({ rows }) => rows.length > 0)
}

interface RowContext extends Pick<Figure, 'better'> {
  readonly played: readonly Played[]
  readonly failed: ReadonlySet<string>
}

/** A row, or none for a peer that was not played. One failure is enough: what the other rounds say is not what one gets. */
function rowsOf(peer: string, { played, failed, better }: RowContext): readonly Row[] {
  if (failed.has(peer)) return [{ peer, value: 'failed' }]
  const own = played.filter((each) => each.peer === peer)
  if (own.length === 0) return []
  const references = new Map(played.filter((each) => each.peer === ours).map(({ round, value }) => [round, value]))
  const ratios = own
    .map(({ round, value }) => {
      const reference = failed.has(ours) ? NaN : (references.get(round) ?? NaN)
      return better === 'more' ? reference / value : value / reference
    })
    .filter(Number.isFinite)
  const ratio = peer === ours || ratios.length === 0 ? undefined : spreadOf(ratios)
  return [{ peer, value: spreadOf(own.map(({ value }) => value)), ratio }]
}
