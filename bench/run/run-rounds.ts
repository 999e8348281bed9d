import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { PeerName } from '../peers/peers.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import type { ClientTask, Measured } from './client.ts'

export interface RoundsOptions {
  readonly peers: readonly PeerName[]
  readonly scenarios: readonly Scenario[]
  readonly rounds: number
  /** 1, or less for a glance. */
  readonly share: number
  /** Where both ends leave a profile of the processor. */
  readonly profiles?: string | undefined
}

/** One figure of one peer in one round. */
export interface Result extends PeerName {
  readonly scenario: string
  readonly figure: string
  readonly round: number
  readonly value: number
}

/** Plays all scenarios with one peer after the other, and all that again: what slows a machine down for a while slows all alike. */
export async function runRounds(
  { peers, rounds, scenarios, ...options }: RoundsOptions,
  told: (name: PeerName, round: number) => void,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const playedIn = (round: number, name: PeerName) =>
    scenarios.filter(({ isLong = false, fits = () => true }) => (round === 1 || !isLong) && fits(name))
  for (let round = 1; round <= rounds; round++)
    for (const name of peers) {
      told(name, round)
      for (const { scenario, figures } of await runClient(name, { ...options, scenarios: playedIn(round, name) }))
        for (const [figure, value] of Object.entries(figures)) results.push({ ...name, scenario, figure, round, value })
    }
  return results
}

async function runClient(
  name: PeerName,
  options: Omit<RoundsOptions, 'peers' | 'rounds'>,
): Promise<readonly Measured[]> {
  const { share, profiles } = options
  const scenarios = options.scenarios.map((scenario) => scenario.name)
  const profiling = (end: string) =>
    profiles ? ['--cpu-prof', '--cpu-prof-dir', join(profiles, `${name.peer} ${name.transport} ${end}`)] : []
  const task: ClientTask = { name, scenarios, share, execArgv: profiling('server') }
  const child = fork(new URL('client.mjs', import.meta.url), [JSON.stringify(task)], {
    execArgv: profiling('client'),
    serialization: 'advanced', // JSON has no Infinity
  })
  const measured: Measured[] = []
  child.on('message', (message: Measured) => measured.push(message))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${name.peer} over ${name.transport} has failed`)
  return measured
}
