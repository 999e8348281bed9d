import { inScope } from '../../test/support/cleanup.ts'
import { startFaultProxy } from '../../test/support/fault-proxy.ts'
import type { Peer } from '../peers/peer.ts'
import type { Scenario, Stage } from '../scenarios/scenario.ts'
import type { ServerProcess } from './server-process.ts'

export interface StageOptions {
  readonly peer: Peer
  readonly server: ServerProcess
  /** 1, or less for a glance. */
  readonly share: number
  /** Bounds all that scenarios wait for. @default Infinity */
  readonly boundMs?: number
}

/** Plays a scenario with a peer, and closes what it has opened. Rejects when the peer does not get through it. */
export async function onStage(scenario: Scenario, { peer, server, share, boundMs = Infinity }: StageOptions) {
  const closing: (() => void | Promise<void>)[] = []
  const stage: Stage = {
    server,
    async visit(through) {
      const visitor = await peer.visit(through ? `http://${through.host}:${through.port}` : server.url)
      closing.push(() => visitor.close())
      return visitor
    },
    // Only here: what a scope costs is not to be measured.
    proxy: () =>
      inScope(
        (close) => closing.push(close),
        () => startFaultProxy(Number(new URL(server.url).port)),
      ),
    few: (count) => Math.ceil(count * share),
    bound: (ms) => Math.min(ms, boundMs),
  }
  try {
    return checked(scenario, await scenario.run(stage))
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

/** Never is a result only where the scenario says so. */
function checked({ figures }: Scenario, measured: Readonly<Record<string, number>>) {
  for (const [figure, { mayStayAway = false }] of Object.entries(figures)) {
    const value = measured[figure]
    if (!(Number.isFinite(value) || (mayStayAway && value === Infinity)))
      throw new RangeError(`${figure}: expected a number, got ${value}`)
  }
  return measured
}
