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

/** What it tells of each scenario. A failure is the last: what it has left behind would be measured with the next one. */
export type Told =
  { readonly scenario: string; readonly figures: Readonly<Record<string, number>> } | { readonly failure: string }

const tell = (told: Told) => new Promise<void>((resolve) => process.send?.(told, () => resolve()))

process.on('disconnect', () => process.exit()) // nobody waits for the figures any more
process.on('uncaughtException', (error) => {
  console.error(error)
  void tell({ failure: String(error) }).then(() => process.exit(1))
})
const task = JSON.parse(process.argv[2] ?? '') as ClientTask
const peer = await loadPeer(task.name)
const server = await startServerProcess(task.name, task.execArgv)
for (const scenario of scenarios) {
  if (!task.scenarios.includes(scenario.name)) continue
  await tell({ scenario: scenario.name, figures: await onStage(scenario, { peer, server, share: task.share }) })
}
await server.close()
process.exit()
