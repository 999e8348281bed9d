import type { Failure, Run } from '../run/results.ts'

/** When, where and of what the figures of some runs were taken; of several also which are whose. */
export const conditionsText = (runs: readonly Run[]): string =>
  runs.map((run) => `- ${taken(run)}${runs.length > 1 ? ` ${covered(run, runs)}` : ''}`).join('\n')

function taken({ conditions: { date, commit, node, machine, share, rounds, versions } }: Run): string {
  const { cores, model, memoryGb, load } = machine
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return (
    `${date}, commit ${commit}: ${rounds} rounds, share ${share}. Node ${node}; ${cores} cores (${model}), ${memoryGb} GB, ` +
    `load before the run ${load}. ${packages.join(', ')}.`
  )
}

type NameOf = (played: Pick<Failure, 'transport' | 'peer' | 'scenario'>) => string

function covered(run: Run, runs: readonly Run[]): string {
  const namesIn = (some: readonly Run[], nameOf: NameOf) => [
    ...new Set(some.flatMap(({ results, failures }) => [...results, ...failures].map(nameOf))),
  ]
  const names = (nameOf: NameOf) => {
    const own = namesIn([run], nameOf)
    return own.length === namesIn(runs, nameOf).length ? 'all' : own.join('; ')
  }
  return `Peers: ${names(({ peer, transport }) => `${peer}, ${transport}`)}. Scenarios: ${names(({ scenario }) => scenario)}.`
}
