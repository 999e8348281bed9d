import { setTimeout as pass } from 'node:timers/promises'
import type { Stage } from './scenario.ts'

/** What passed while something ran, in milliseconds. */
export interface Passed {
  readonly ms: number
  readonly clientCpuMs: number
  readonly serverCpuMs: number
}

export async function measure({ server }: Pick<Stage, 'server'>, run: () => Promise<void>): Promise<Passed> {
  const before = await server.usage()
  const { user, system } = process.cpuUsage()
  const ms = await timeOf(run())
  const client = process.cpuUsage({ user, system })
  const after = await server.usage()
  return { ms, clientCpuMs: (client.user + client.system) / 1000, serverCpuMs: after.cpuMs - before.cpuMs }
}

/** How many milliseconds `run` takes from now. */
export async function timeOf(run: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run
  return performance.now() - startedAt
}

/** The same of what may stay away: `Infinity` when it has not come within `mostMs`. */
export const timeUntil = (event: Promise<unknown>, mostMs: number): Promise<number> =>
  Promise.race([timeOf(event), pass(mostMs, Infinity, { ref: false })])

/** Acts again and again, at least once, until so much time has passed: the slow take as long as the fast. */
export async function repeat(ms: number, act: () => Promise<void>): Promise<void> {
  const startedAt = performance.now()
  do await act()
  while (performance.now() - startedAt < ms)
}

/** The value below which this share of them is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN
}

let said = 0

/** A text of 51 characters that nobody has said before. */
export const nextText = () => `Where is my order please? This is question ${String((said += 1)).padStart(7, '0')}.`
