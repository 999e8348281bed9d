import { setTimeout as pass } from 'node:timers/promises'
import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'

/** How it went for those who came during the attack. */
export interface Newcomers {
  readonly came: number
  /** Those who were not let in in time, by transport. */
  readonly refused: Readonly<Record<CometdTransportType, number>>
  /** The longest that one of them waited, in milliseconds. */
  readonly longestMs: number
}

const patienceMs = 10_000
const transports: readonly CometdTransportType[] = ['websocket', 'long-polling']

/** Every second somebody comes over each transport, starts a session, and leaves. */
export async function letNewcomersCome(url: string, durationMs: number): Promise<Newcomers> {
  const refused = { websocket: 0, 'long-polling': 0 }
  const waits: number[] = []
  const come = async (type: CometdTransportType) => {
    const chat = createChat({ transport: cometdTransport({ url, transports: [type] }), storage: memoryStorage() })
    const cameAt = performance.now()
    const scope = new AbortController()
    const late = setTimeout(() => scope.abort(), patienceMs)
    try {
      const session = await chat.startSession({ nickname: 'newcomer' }, { signal: scope.signal })
      await session.detach()
    } catch {
      refused[type] += 1 // late, or refused: both is no chat for a visitor
    }
    clearTimeout(late)
    waits.push(performance.now() - cameAt)
  }
  const until = performance.now() + durationMs
  const coming: Promise<void>[] = []
  while (performance.now() < until) {
    coming.push(...transports.map(come))
    await pass(1_000)
  }
  await Promise.all(coming)
  return { came: coming.length, refused, longestMs: Math.max(0, ...waits) }
}
