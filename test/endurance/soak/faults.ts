import { setTimeout as pass } from 'node:timers/promises'
import type { FaultProxy } from '../../support/fault-proxy.ts'
import type { Dice } from '../support/dice.ts'

/** How a line can go wrong, and for how long: `[least, most]` milliseconds until all is well again. */
interface Fault {
  readonly strike: (line: FaultProxy) => void
  readonly lastsMs: readonly [least: number, most: number]
}

/** Longer than the silence that the pages of a soak bear (visitor.ts). */
const unbearablyLongMs = [1_100, 1_300] as const

const faults = {
  cut: { strike: (line) => line.cut(), lastsMs: [0, 150] },
  refused: { strike: (line) => line.refuse(), lastsMs: [0, 100] },
  'refused after a drop': { strike: (line) => (line.dropConnections(), line.refuse()), lastsMs: [0, 150] },
  dropped: { strike: (line) => line.dropConnections(), lastsMs: [0, 0] },
  reset: { strike: (line) => line.reset(), lastsMs: [0, 0] },
  'black hole': { strike: (line) => line.blackHole(), lastsMs: [0, 150] },
  'long black hole': { strike: (line) => line.blackHole(), lastsMs: unbearablyLongMs },
  'black hole, then reset': { strike: (line) => (line.blackHole(), line.reset()), lastsMs: [0, 100] },
  delayed: { strike: (line) => line.delay(30), lastsMs: [0, 100] },
  'delayed, then cut': { strike: (line) => (line.delay(20), line.dropConnections()), lastsMs: [0, 100] },
  throttled: {
    strike: (line) => line.throttle({ upBytesPerSecond: 4_000, downBytesPerSecond: 4_000 }),
    lastsMs: [0, 100],
  },
  'request torn': { strike: (line) => line.tear('requests'), lastsMs: [0, 100] },
  'reply torn': { strike: (line) => line.tear('replies'), lastsMs: [0, 100] },
  'requests swallowed': { strike: (line) => line.swallow('requests'), lastsMs: [0, 100] },
  'replies swallowed': { strike: (line) => line.swallow('replies'), lastsMs: [0, 100] },
  'replies long swallowed': { strike: (line) => line.swallow('replies'), lastsMs: unbearablyLongMs },
} satisfies Readonly<Record<string, Fault>>

export type FaultName = keyof typeof faults

/** The long ones, which take as much time as ten others, are drawn less often. */
const names = Object.keys(faults) as FaultName[]
const isLong = (name: FaultName) => faults[name].lastsMs === unbearablyLongMs
const drawn = names.flatMap((name) => (isLong(name) ? [name] : [name, name, name, name]))

/** Lets something happen to the line, and to whoever uses it meanwhile; it is well again when the promise resolves. */
export async function strike(
  line: FaultProxy,
  dice: Dice,
  meanwhile: () => void = () => undefined,
): Promise<FaultName> {
  const name = dice.pick(drawn)
  const { strike, lastsMs }: Fault = faults[name]
  strike(line)
  meanwhile()
  await pass(dice.between(...lastsMs))
  line.restore()
  return name
}
