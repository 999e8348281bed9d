import { onTestFinished } from 'vitest'
import { bundle } from '../../../support/run-bundled.ts'
import type { Dice } from '../../support/dice.ts'
import { createAttachLog, type AttachLog } from './attach-log.ts'
import { healthCheckMs, startBalancer } from './balancer.ts'
import { chatProcess, type ChatProcess } from './chat-process.ts'
import type { ServersOptions } from './servers-options.ts'
import { createStorePath, type StorePath } from './store-path.ts'
import { primaryUrl, startValkeyGroup, type ValkeyGroup } from './valkey-group.ts'

/** A chat server, and its way to the store. */
export interface Member {
  readonly process: ChatProcess
  readonly path: StorePath
}

/** Chat servers on one Valkey, and a balancer before them. */
export interface World {
  readonly valkey: ValkeyGroup
  readonly members: readonly Member[]
  /** The origin of the balancer. */
  readonly balanced: string
  readonly attaches: AttachLog
}

/** So far apart are the clocks of two servers. */
const clocksApartMs = 5_000
const command = new URL('../../../../packages/chat-transport-server/test/support/command-entry.ts', import.meta.url)

/** Starts all of it. Goes with the current test. */
export async function startWorld(options: ServersOptions, dice: Dice, tokens: string): Promise<World> {
  const { file: program, remove } = await bundle(command)
  onTestFinished(remove)
  const { replicas, spare, fsync } = options
  const valkey = await startValkeyGroup({ replicas: replicas + spare, appendfsync: fsync })
  const attaches = createAttachLog()
  const startMember = async (place: number): Promise<Member> => {
    const path = await createStorePath(valkey)
    const process = await chatProcess({
      program,
      clockOffsetMs: place * clocksApartMs,
      environment: environmentOf({ path, tokens, name: `s${place}`, ...options }),
      logs: (message) => attaches.hear(`server ${place}`, message),
    })
    await process.start()
    return { process, path }
  }
  const members = await Promise.all(Array.from({ length: options.servers }, (_, place) => startMember(place)))
  const balanced = await startBalancer(
    members.map(({ process }) => process.origin),
    dice.apart(),
  )
  return { valkey, members, balanced, attaches }
}

type Given = Pick<ServersOptions, 'replicas' | 'chats'> & { path: StorePath; tokens: string; name: string }

/** Lines are let go over a second, or over more where there are many: one machine has all servers and all pages here. */
export const drainMs = (chats: number) => Math.max(1_000, 30 * chats)

const environmentOf = (given: Given) => ({
  CHAT_STORE_TYPE: 'valkey',
  CHAT_STORE_TIMEOUT_MS: '3000',
  CHAT_STORE_VALKEY_SENTINELS: given.path.sentinels.join(','),
  CHAT_STORE_VALKEY_PRIMARY: primaryUrl,
  CHAT_STORE_VALKEY_REPLICAS: String(given.replicas),
  CHAT_STORE_VALKEY_DURABILITY_TIMEOUT_MS: '1000',
  CHAT_INSTANCE_NAME: given.name,
  CHAT_INSTANCE_SECRET: 'of the chaos, and of nobody outside of it',
  CHAT_AGENTS_TOKENS: given.tokens,
  // All visitors have one address here.
  CHAT_LIMITS_STARTS_PER_MINUTE: '100000',
  // Two rounds of the balancer's checks.
  CHAT_DRAIN_DELAY_MS: String(2 * healthCheckMs),
  CHAT_DRAIN_MS: String(drainMs(given.chats)),
  CHAT_LOG_FORMAT: 'json',
})
