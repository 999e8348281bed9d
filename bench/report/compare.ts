import { peers, type Transport } from '../peers/peers.ts'
import type { Result } from '../run/run-rounds.ts'
import type { Figure, Scenario } from '../scenarios/scenario.ts'
import { spreadOf, type Spread } from './statistics.ts'

/** One peer's line in a table. */
export interface Row {
  readonly peer: string
  readonly value: Spread
  /** How many times as good the first peer was in the same round. */
  readonly ratio: Spread
}

/** One figure of a scenario, over one transport. */
export interface Comparison extends Figure {
  readonly scenario: string
  readonly figure: string
  readonly transport: Transport
  readonly rows: readonly Row[]
}

export function compare(results: readonly Result[], scenarios: readonly Scenario[]): readonly Comparison[] {
  return (Object.keys(peers) as Transport[])
    .flatMap((transport) =>
      scenarios.flatMap(({ name, figures }) =>
        Object.entries(figures).map(([figure, { unit, better, chart = false }]) => {
          const own = results.filter(
            (each) => each.transport === transport && each.scenario === name && each.figure === figure,
          )
          return {
            scenario: name,
            figure,
            transport,
            unit,
            better,
            chart,
            rows: rowsOf(own, { better, names: Object.keys(peers[transport]) }),
          }
        }),
      ),
    )
    .filter(({ rows }) => rows.length > 0)
}

/** `names`: of all peers, in order. Those that were played are compared with the first of them. */
function rowsOf(
  results: readonly Result[],
  { better, names }: Pick<Figure, 'better'> & { readonly names: readonly string[] },
): readonly Row[] {
  const valuesOf = (peer?: string) => results.filter((each) => each.peer === peer).map(({ value }) => value)
  const played = names.filter((name) => valuesOf(name).length > 0)
  const first = valuesOf(played[0])
  return played.map((peer) => {
    const values = valuesOf(peer)
    const ratios = values.map((value, round) => {
      const reference = first[round] ?? NaN
      return better === 'more' ? reference / value : value / reference
    })
    return { peer, value: spreadOf(values), ratio: spreadOf(ratios) }
  })
}
