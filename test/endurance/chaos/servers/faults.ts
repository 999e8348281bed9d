import { setTimeout as pass } from 'node:timers/promises'
import type { Dice } from '../../support/dice.ts'
import type { ServersOptions } from './servers-options.ts'
import type { Member, World } from './world.ts'

type Servers = { readonly members: readonly Pick<Member, 'process'>[] }

/** What is done to the servers and to their store. Each resolves when all are there again. */
export const faults = {
  /** `kill -9` of one server; now and then nobody starts it again at once. */
  async kill({ members }: Servers, dice: Dice) {
    const { process } = dice.pick(members)
    await process.kill()
    await pass(dice.between(0, 3_000))
    await process.start()
  },

  /** All servers end one after another, as they do for a new version, and let their visitors go before. */
  async deploy({ members }: Servers) {
    for (const { process } of members) {
      const code = await process.stop()
      if (code !== 0) throw new Error(`a server that was told to end has ended with ${code}`)
      await process.start()
    }
  },

  /** One server does not reach the store for a while; others do. */
  async partition({ members }, dice) {
    const { path } = dice.pick(members)
    path.partition(dice.pick(['cut', 'silent']))
    await pass(dice.between(500, 6_000))
    path.heal()
  },

  /** The primary of the store is killed when its replicas lag, and Sentinel puts one of them in its place. */
  async failover({ valkey }, dice) {
    await valkey.whole()
    await valkey.failOver(dice.between(0, 300))
  },

  /** The primary of the store stops for so long that it is taken for dead, and then goes on beside its successor. */
  async freeze({ valkey }, dice) {
    await valkey.whole()
    await valkey.freeze(dice.pick(['replaced', 'left']))
  },
} satisfies Record<string, (world: World, dice: Dice) => Promise<void>>

export type FaultName = keyof typeof faults

const onceEach: readonly FaultName[] = ['kill', 'failover', 'partition', 'deploy', 'freeze']
/** Of many: how often each. */
const chances: readonly FaultName[] = ['kill', 'kill', 'kill', 'partition', 'partition', 'failover', 'freeze', 'deploy']

/** So many deploys and nothing else; or so many faults, each kind once before any comes by chance. */
export function planOf({ deploys, faults: count, only: names }: ServersOptions, dice: Dice): readonly FaultName[] {
  const only = names.map(nameOf)
  if (deploys > 0) return Array.from({ length: deploys }, () => 'deploy')
  const [first, others] = only.length > 0 ? [only, only] : [onceEach, chances]
  return Array.from({ length: count }, (_, place) => first[place] ?? dice.pick(others))
}

function nameOf(text: string): FaultName {
  const name = Object.keys(faults).find((each) => each === text)
  if (name === undefined)
    throw new RangeError(`--only: expected some of ${Object.keys(faults).join(', ')}, got ${text}`)
  return name as FaultName
}
