import { setMaxListeners } from 'node:events'
import { setTimeout as pass } from 'node:timers/promises'
import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage, type ChatSession } from '@chat-transport/core'
import { onTestFinished } from 'vitest'
import { urlFrom, visitorAddress } from '../support/client-addresses.ts'

/** What a crowd's conversations came to in one phase. */
export interface Talk {
  /** From the visitor's sending to the answer's arrival in the same page, in milliseconds, sorted. */
  readonly latenciesMs: readonly number[]
  /** The longest of them on each wire. */
  readonly longestMs: Readonly<Record<CometdTransportType, number>>
  /** Answers per session, sorted. */
  readonly answers: readonly number[]
  readonly seconds: number
}

export interface Crowd {
  readonly size: number
  /**
   * Everybody says something, waits for its answer and for `pauseMs`, and goes on so for `durationMs`. An answer that has not
   * come `patienceMs` after that counts with the time that it was waited for.
   */
  talk(phase: { readonly durationMs: number; readonly pauseMs: number; readonly patienceMs?: number }): Promise<Talk>
  leave(): Promise<void>
}

/** One in ten has no WebSocket. */
const wireOf = (place: number): CometdTransportType => (place % 10 === 9 ? 'long-polling' : 'websocket')

const startedTogether = 50

/** Opens so many sessions, with the client that pages use, each from its own address. */
export async function gatherCrowd(url: string, size: number): Promise<Crowd> {
  const sessions: ChatSession[] = []
  const open = async (place: number) => {
    const ownUrl = urlFrom(url, visitorAddress(place))
    const transport = cometdTransport({ url: ownUrl, transports: [wireOf(place)] })
    const chat = createChat({ transport, storage: memoryStorage() })
    sessions[place] = await chat.startSession({ nickname: `visitor ${place}` })
  }
  onTestFinished(() => Promise.all(sessions.map((session) => session.detach())).then(() => undefined))
  for (let first = 0; first < size; first += startedTogether) {
    const count = Math.min(startedTogether, size - first)
    await Promise.all(Array.from({ length: count }, (_, place) => open(first + place)))
  }
  const conversations = sessions.map(conversation)

  return {
    size,
    async talk({ durationMs, pauseMs, patienceMs = 60_000 }) {
      const startedAt = performance.now()
      const until = startedAt + durationMs
      const impatient = new AbortController()
      setMaxListeners(0, impatient.signal) // one for each question
      const patience = setTimeout(() => impatient.abort(), durationMs + patienceMs)
      const latencies = await Promise.all(
        conversations.map(async (ask, place) => {
          const own: number[] = []
          await pass((pauseMs * place) / size) // not all of them in one moment
          do {
            own.push(await ask(impatient.signal))
            await pass(pauseMs)
          } while (performance.now() < until)
          return own
        }),
      )
      clearTimeout(patience)
      const longest = (wire: CometdTransportType) =>
        Math.max(0, ...latencies.filter((_own, place) => wireOf(place) === wire).flat())
      return {
        latenciesMs: latencies.flat().sort((a, b) => a - b),
        longestMs: { websocket: longest('websocket'), 'long-polling': longest('long-polling') },
        answers: latencies.map(({ length }) => length).sort((a, b) => a - b),
        seconds: (performance.now() - startedAt) / 1000,
      }
    },
    async leave() {
      await Promise.all(sessions.map((session) => session.leave()))
    },
  }
}

/** Says something; resolves with how long its answer took, or was waited for until the signal aborts. */
function conversation(session: ChatSession): (impatient: AbortSignal) => Promise<number> {
  const waiting = new Map<string, () => void>()
  let count = 0
  session.onMessageReceived(({ party, content }) => {
    if (party.type === 'client' || content.type !== 'text') return
    waiting.get(content.text)?.()
    waiting.delete(content.text)
  })
  return async (impatient) => {
    const text = `question ${(count += 1)}`
    const askedAt = performance.now()
    const answered = new Promise<void>((resolve) => waiting.set(text, resolve))
    const given = new Promise<void>((resolve) => impatient.addEventListener('abort', () => resolve(), { once: true }))
    await Promise.race([Promise.all([session.sendMessage(text), answered]), given])
    return performance.now() - askedAt
  }
}
