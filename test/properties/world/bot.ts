import type { Agent, BackendSession } from '@chat-transport/backend'
import { ChatError, type Clock } from '@chat-transport/core'
import { createWordStream } from '../../support/word-stream.ts'

/** A message that the bot has said as a stream. */
export interface Streamed {
  readonly sessionId: string
  /** What it begins with, and no other does. */
  readonly name: string
  /** What the bot has given of it so far. */
  readonly given: string
  readonly isOpen: boolean
  readonly outcome: 'pending' | 'resolved' | 'rejected'
}

/** Says messages as they come. Each ends when nothing has been added for a while. */
export interface Bot {
  readonly streamed: readonly Streamed[]
  begin(): void
  /** Adds to the newest. */
  goOn(): void
  /** Ends all. */
  end(): void
}

/** A message that is never ended keeps timers of the server running. */
const idleMs = 10_000

export function createBot(clock: Clock, session: () => BackendSession | undefined): Bot {
  const streamed: (Streamed & { goOn(): void; end(): void })[] = []
  const bots = new WeakMap<BackendSession, Agent>()

  const botOf = (current: BackendSession) => {
    const bot = bots.get(current) ?? current.join({ name: 'Bot' })
    bots.set(current, bot)
    return bot
  }
  return {
    streamed,
    begin() {
      const current = session()
      if (!current) return
      const name = `stream.${streamed.length + 1}:`
      const words = createWordStream(name)
      let outcome: Streamed['outcome'] = 'pending'
      let stopIdle = (): void => undefined
      let hasEnded = false
      const stream = {
        sessionId: current.id,
        name,
        get given() {
          return words.given
        },
        get isOpen() {
          return outcome === 'pending'
        },
        get outcome() {
          return outcome
        },
        goOn() {
          if (hasEnded || outcome !== 'pending') return
          words.give(3)
          stopIdle()
          stopIdle = clock.after(idleMs, stream.end)
        },
        end() {
          hasEnded = true
          stopIdle()
          words.end()
        },
      }
      streamed.push(stream)
      stream.goOn()
      botOf(current)
        .say(words.stream)
        .then(
          () => (outcome = 'resolved'),
          (error: unknown) => {
            outcome = 'rejected'
            if (!ChatError.is(error)) throw error
          },
        )
    },
    goOn: () => streamed.at(-1)?.goOn(),
    end: () => streamed.forEach((stream) => stream.end()),
  }
}
