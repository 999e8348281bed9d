import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { attackAddress } from '../support/client-addresses.ts'
import type { Counts } from '../support/counts.ts'
import { bundle } from '../../support/run-bundled.ts'
import type { AttackerOptions } from './attacker.ts'

export interface Attackers {
  /** What each attack has done so far, by its name. */
  readonly achieved: ReadonlyMap<string, Counts>
  stop(): Promise<void>
}

const addressesOfEach = 4
/** They get only what others leave of the machine. */
const beginTimeoutMs = 60_000

/** Starts each attack in its own process, from its own addresses, and waits until all have begun. They end with the current test. */
export async function startAttackers(url: string, names: readonly string[]): Promise<Attackers> {
  const { run, remove } = await bundle(new URL('attacker.ts', import.meta.url))
  const achieved = new Map<string, Counts>()
  const children = names.map((name, place) => {
    const addresses = Array.from({ length: addressesOfEach }, (_, number) => attackAddress(place + 1, number + 1))
    const child = run({ name, url, addresses } satisfies AttackerOptions)
    child.on('message', (message: Counts) => achieved.set(name, message))
    return { child, gone: once(child, 'exit') }
  })
  async function stop(): Promise<void> {
    for (const { child } of children) child.kill('SIGKILL')
    await Promise.all(children.map(({ gone }) => gone))
    remove()
  }
  onTestFinished(stop)
  await eventually(() => names.every((name) => Object.keys(achieved.get(name) ?? {}).length > 0), beginTimeoutMs)
  return { achieved, stop }
}
