import { loadPeer, type PeerName } from '../peers/peers.ts'
import { scenarios } from '../scenarios/scenarios.ts'
import { onStage } from './on-stage.ts'
import { startServerProcess } from './server-process.ts'

/** What a client's process is started with. */
export interface ClientTask {
  readonly name: PeerName
  readonly scenarios: readonly string[]
  /** 1, or less for a glance. */
  readonly share: number
  /** Of Node, for the server. */
  readonly execArgv: readonly string[]
}

/** What it tells, for each scenario. */
export interface Measured {
  readonly scenario: string
  readonly figures: Readonly<Record<string, number>>
}

process.on('disconnect', () => process.exit()) // nobody waits for the figures any more
const task = JSON.parse(process.argv[2] ?? '') as ClientTask
const peer = await loadPeer(task.name)
const server = await startServerProcess(task.name, task.execArgv)
for (const scenario of scenarios) {
  if (!task.scenarios.includes(scenario.name)) continue
  const figures = await onStage(scenario, { peer, server, share: task.share })
  process.send?.({ scenario: scenario.name, figures } satisfies Measured)
}
await server.close()
process.exit()
