import type { Clock, Logger } from '@chat-transport/core'
import type { ChannelListener } from './channel-listener.ts'
import { isOfStore } from './told.ts'

/** What becomes of what one connection hears, in its order. */
export interface PassOn {
  heard(listener: ChannelListener, text: string): void
  close(): void
}

/** Passes on at once what is heard. */
export const passOnAtOnce: PassOn = {
  heard: (listener, text) => listener.pass(text),
  close: () => undefined,
}

export interface ConfirmedSetting {
  /** Resolves when all that the server has done so far is where changes must be. The name of the channel says where to ask. */
  readonly confirm: (name: string) => Promise<void>
  readonly clock: Clock
  readonly logger: Logger
}

const shortestPauseMs = 10
const longestPauseMs = 1_000

/**
 * Passes on what is heard once no failover can undo it. The listener asks for that itself, and not the one who has made the change: that one
 * may be gone by then. What comes meanwhile is asked for together.
 */
export class PassOnConfirmed implements PassOn {
  readonly #setting: ConfirmedSetting
  #heard: (readonly [ChannelListener, string])[] = []
  #state: 'idle' | 'working' | 'closed' = 'idle'

  constructor(setting: ConfirmedSetting) {
    this.#setting = setting
  }

  heard(listener: ChannelListener, text: string): void {
    this.#heard.push([listener, text])
    if (this.#state === 'idle') void this.#work()
  }

  /** What was not passed on by now is not at all. */
  close(): void {
    this.#state = 'closed'
    this.#heard = []
  }

  async #work(): Promise<void> {
    this.#state = 'working'
    while (this.#heard.length > 0) {
      const heard = this.#heard.splice(0)
      const names = heard.filter(([, text]) => isOfStore(text)).map(([{ name }]) => name)
      if (names.length > 0) await this.#confirm(names)
      if (this.#isClosed) return
      for (const [listener, text] of heard) listener.pass(text)
    }
    this.#state = 'idle'
  }

  /** Each time by another channel: the slot of one may be on its way to another server. */
  async #confirm(names: readonly string[]): Promise<void> {
    const { confirm, clock, logger } = this.#setting
    let pauseMs = shortestPauseMs
    for (let attempt = 0; !this.#isClosed; attempt++) {
      try {
        return await confirm(names[attempt % names.length] ?? '')
      } catch (cause) {
        logger.warn('valkey: what other servers do is not shown yet, since it could still be lost', cause)
        await new Promise<void>((resolve) => void clock.after(pauseMs, resolve))
        pauseMs = Math.min(2 * pauseMs, longestPauseMs)
      }
    }
  }

  get #isClosed(): boolean {
    return this.#state === 'closed'
  }
}
