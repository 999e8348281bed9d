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

/** How many milliseconds `run` takes from now; `Infinity` when it fails, or has not come to its end within `mostMs`. */
export async function timeOf(run: Promise<void>, mostMs = 120_000): Promise<number> {
  const startedAt = performance.now()
  const { promise: tooLate, cancel } = after(mostMs)
  const came = await Promise.race([run.then(yes, no), tooLate])
  cancel()
  return came ? performance.now() - startedAt : Infinity
}

const yes = () => true
const no = () => false

function after(ms: number) {
  let cancel = () => undefined as void
  const promise = new Promise<false>((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    cancel = () => clearTimeout(timer)
  })
  return { promise, cancel }
}

/** The value below which this share of them is. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN
}

let said = 0

/** A text of 51 characters that nobody has said before. */
export const nextText = () => `Where is my order please? This is question ${String((said += 1)).padStart(7, '0')}.`
