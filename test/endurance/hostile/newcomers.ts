import { setTimeout as pass } from 'node:timers/promises'
import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { urlFrom, visitorAddress } from '../support/client-addresses.ts'
import { count, type Counts } from '../support/counts.ts'

/** How it went for visitors who came during the attack. */
export interface Newcomers {
  readonly came: number
  /** Those who had no chat within `patienceMs`, by transport. */
  readonly keptOut: Readonly<Record<CometdTransportType, number>>
  /** What all of them were answered before they had a chat, if anything: refusals and losses, in the client's words. */
  readonly answers: Counts
  /** The longest that one of them waited, in milliseconds. */
  readonly longestMs: number
}

export interface NewcomersOptions {
  readonly url: string
  readonly durationMs: number
  readonly patienceMs: number
  /** The number of the first newcomer's address. */
  readonly firstAddress: number
}

const transports: readonly CometdTransportType[] = ['websocket', 'long-polling']

/** Every second one visitor comes over each transport, starts a session, and goes. Each has its own address. */
export async function letNewcomersCome(options: NewcomersOptions): Promise<Newcomers> {
  const { url, durationMs, patienceMs, firstAddress } = options
  const keptOut = { websocket: 0, 'long-polling': 0 }
  const answers: Counts = {}
  const waits: number[] = []
  const coming: Promise<void>[] = []
  const come = async (type: CometdTransportType) => {
    const ownUrl = urlFrom(url, visitorAddress(firstAddress + coming.length))
    const chat = createChat({
      transport: cometdTransport({ url: ownUrl, transports: [type] }),
      storage: memoryStorage(),
      logger: answerLogger(answers),
    })
    const cameAt = performance.now()
    try {
      const session = await chat.startSession({ nickname: 'newcomer' }, { signal: AbortSignal.timeout(patienceMs) })
      await session.detach()
    } catch {
      keptOut[type] += 1 // refused, or too late: either way this visitor has no chat
    }
    waits.push(performance.now() - cameAt)
  }
  const until = performance.now() + durationMs
  while (performance.now() < until) {
    for (const type of transports) coming.push(come(type))
    await pass(1_000)
  }
  await Promise.all(coming)
  return { came: coming.length, keptOut, answers, longestMs: Math.max(0, ...waits) }
}

/** Counts the ends of lines that the client logs, such as `refused: ChatError (code 100)`. */
function answerLogger(answers: Counts) {
  const ignore = () => undefined
  const info = (text: string) => {
    if (/^(refused|lost|taken): /.test(text)) count(answers, text)
  }
  return { debug: ignore, info, warn: ignore, error: ignore }
}
