import type { Clock, Logger } from '@chat-transport/core'
import { isOfStore } from './bus-message.ts'
import type { ChannelListener } from './channel-listener.ts'

/** What becomes of what one connection hears, in its order. */
export interface Delivery {
  heard(listener: ChannelListener, text: string): void
  close(): void
}

/** Delivers at once what is heard. */
export const promptDelivery: Delivery = {
  heard: (listener, text) => listener.deliver(text),
  close: () => undefined,
}

export interface ConfirmedSetting {
  /** Resolves when all that the server has done so far is where changes must be. The name of the channel says where to ask. */
  readonly confirm: (name: string) => Promise<void>
  /** More waits than is kept here: what was heard is given up, and so is the connection. */
  readonly overflow: (cause: unknown) => void
  readonly clock: Clock
  readonly logger: Logger
}

const shortestPauseMs = 10
const longestPauseMs = 1_000
/** Some seconds of a busy server. Whoever misses more reads it from the store. */
const mostWaiting = 20_000
const mostWaitingCharacters = 32 * 1024 * 1024

/**
 * Delivers what is heard once no failover can undo it. The listener asks for that itself, and not the one who has made the change: that one
 * may be gone by then. What comes meanwhile is asked for together.
 */
export class ConfirmedDelivery implements Delivery {
  readonly #setting: ConfirmedSetting
  /** What waits, the first that was heard first. */
  #heard: (readonly [ChannelListener, string])[] = []
  #characters = 0
  #state: 'idle' | 'working' | 'closed' = 'idle'
  #endPause: (() => void) | undefined

  constructor(setting: ConfirmedSetting) {
    this.#setting = setting
  }

  heard(listener: ChannelListener, text: string): void {
    if (this.#isClosed) return
    this.#heard.push([listener, text])
    this.#characters += text.length
    if (this.#heard.length > mostWaiting || this.#characters > mostWaitingCharacters)
      return this.#setting.overflow(
        new Error(
          `more than ${mostWaiting} texts, or ${mostWaitingCharacters} characters, wait until replicas or disks have them`,
        ),
      )
    if (this.#state === 'idle') void this.#work()
  }

  /** What was not delivered by now is not at all. */
  close(): void {
    this.#state = 'closed'
    this.#heard = []
    this.#endPause?.()
  }

  async #work(): Promise<void> {
    this.#state = 'working'
    while (this.#heard.length > 0) {
      const { length } = this.#heard
      const names = this.#heard.filter(([, text]) => isOfStore(text)).map(([{ name }]) => name)
      if (names.length > 0) await this.#confirm(names)
      if (this.#isClosed) return
      for (const [listener, text] of this.#heard.splice(0, length)) {
        this.#characters -= text.length
        listener.deliver(text)
      }
    }
    this.#state = 'idle'
  }

  /** Each time by another channel: the slot of one may be on its way to another server. */
  async #confirm(names: readonly string[]): Promise<void> {
    const { confirm, logger } = this.#setting
    let pauseMs = shortestPauseMs
    for (let attempt = 0; !this.#isClosed; attempt++) {
      try {
        await confirm(names[attempt % names.length] ?? '')
        if (attempt > 0) logger.info('valkey: what other servers do is shown again')
        return
      } catch (cause) {
        if (attempt === 0)
          logger.warn('valkey: what other servers do is not shown yet, since it could still be lost', cause)
        await this.#pause(pauseMs)
        pauseMs = Math.min(2 * pauseMs, longestPauseMs)
      }
    }
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const stopTimer = this.#setting.clock.after(delayMs, resolve)
      this.#endPause = () => {
        stopTimer()
        resolve()
      }
    })
    this.#endPause = undefined
  }

  get #isClosed(): boolean {
    return this.#state === 'closed'
  }
}
