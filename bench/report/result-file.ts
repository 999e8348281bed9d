import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Failure, Result, Run } from '../run/results.ts'
import type { Scenario } from '../scenarios/scenario.ts'

/** What a file holds of runs, each with what was not played again since; none if there is no file. JSON has no Infinity: it says “never”. */
export function readRuns(file: string): readonly Run[] {
  if (!existsSync(file)) return []
  const revive = (key: string, value: unknown) => (key === 'value' && value === 'never' ? Infinity : value)
  return JSON.parse(readFileSync(file, 'utf8'), revive) as readonly Run[]
}

export function writeRuns(file: string, runs: readonly Run[]): void {
  const json = (value: unknown) => JSON.stringify(value, (_, each: unknown) => (each === Infinity ? 'never' : each))
  const lines = (entries: readonly unknown[]) =>
    entries.length === 0 ? '[]' : `[\n${entries.map(json).join(',\n')}\n]`
  const texts = runs.map(
    ({ conditions, results, failures }) =>
      `{"conditions":${json(conditions)},\n"results":${lines(results)},\n"failures":${lines(failures)}}`,
  )
  writeFileSync(file, `[\n${texts.join(',\n')}\n]\n`)
}

/** What a peer was played in now replaces what it came to before; all else stays, but for what no scenario gives any more. */
export function withRun(before: readonly Run[], now: Run, scenarios: readonly Scenario[]): readonly Run[] {
  const keyOf = ({ transport, peer, scenario }: Omit<Failure, 'cause' | 'round'>) =>
    JSON.stringify([transport, peer, scenario])
  const again = new Set([...now.results, ...now.failures].map(keyOf))
  const isGiven = ({ scenario, figure }: Result) =>
    scenarios.some(({ name, figures }) => name === scenario && figure in figures)
  const stays = (each: Omit<Failure, 'cause' | 'round'>) => !again.has(keyOf(each))
  const kept = before.map(({ conditions, results, failures }) => ({
    conditions,
    results: results.filter((each) => stays(each) && isGiven(each)),
    failures: failures.filter((each) => stays(each) && scenarios.some(({ name }) => name === each.scenario)),
  }))
  return [...kept, now].filter(({ results, failures }) => results.length + failures.length > 0)
}
