import type { ChatEvent } from '@chat-transport/core'
import { serverNotAvailable } from '../commands/refusal.ts'
import type { SessionListener, Subscription, ToldClaim, ToldEvent } from '../store/session-store.ts'
import type { BackendSettings } from './backend-settings.ts'
import type { DeviceHere } from './session-devices.ts'

/** The session, as it is told what becomes of it at other back ends. */
export interface PeersHost {
  /** The session has a new event, by whatever back end. */
  appendedAnywhere(event: ToldEvent): void
  /** A device is at another back end. */
  deviceElsewhere(claim: ToldClaim, isAttached: boolean): void
  removedAnywhere(): void
  /** An event outside the transcript, for the pages and agents of this back end. */
  passedElsewhere(event: ChatEvent): void
  /** A back end that has just begun to listen wants to know who has the session. */
  askedWhoIsHere(): void
  /** What was told may have been missed. */
  lookAgain(): void
}

/** What one back end tells the others. */
interface Message extends News {
  readonly from: string
}

/** An event outside the transcript, a device that is served here, or the question which devices others serve. */
interface News {
  readonly event?: ChatEvent
  readonly device?: DeviceHere
  readonly asks?: 'who is here'
}

export type PeersSettings = Pick<BackendSettings, 'backendId' | 'boundedWait' | 'logger' | 'store' | 'storeTimeoutMs'>

/** The other back ends that serve the session. A store without a bus has none. */
export class SessionPeers {
  readonly #sessionId: string
  readonly #settings: PeersSettings
  readonly #host: PeersHost
  #subscription: Subscription | undefined
  #state: 'open' | 'closed' = 'open'

  constructor(sessionId: string, settings: PeersSettings, host: PeersHost) {
    this.#sessionId = sessionId
    this.#settings = settings
    this.#host = host
  }

  /** Resolves when this back end hears of what others do. Throws error 100 when that cannot be. */
  async listen(): Promise<void> {
    const { boundedWait, logger, store, storeTimeoutMs } = this.#settings
    if (!store.bus || this.#state === 'closed') return
    const subscription = (this.#subscription ??= store.bus.listen(this.#sessionId, this.#listener))
    try {
      await boundedWait.within(storeTimeoutMs, () => subscription.ready)
    } catch (cause) {
      if (this.#subscription === subscription) this.#stop()
      logger.error('session store: listen failed', cause)
      throw serverNotAvailable('its session store does not answer')
    }
    // Somebody who has waited longer has given it up meanwhile.
    if (this.#subscription !== subscription) await this.listen()
  }

  tell(news: News): void {
    const { backendId, store } = this.#settings
    store.bus?.tell(this.#sessionId, JSON.stringify({ from: backendId, ...news } satisfies Message))
  }

  close(): void {
    this.#state = 'closed'
    this.#stop()
  }

  #stop(): void {
    this.#subscription?.stop()
    this.#subscription = undefined
  }

  get #listener(): SessionListener {
    const host = this.#host
    const { backendId, logger } = this.#settings
    const pass = ({ from, asks, event, device }: Message) => {
      if (asks) host.askedWhoIsHere()
      if (event) host.passedElsewhere(event)
      if (device) host.deviceElsewhere({ backendId: from, ...device.claim }, device.isAttached)
    }
    return {
      appended: (event) => host.appendedAnywhere(event),
      claimed: (claim) => claim.backendId !== backendId && host.deviceElsewhere(claim, true),
      removed: () => host.removedAnywhere(),
      told(text) {
        const message = messageOf(text)
        if (!message) logger.warn('session store: what another server tells of a session cannot be read')
        else if (message.from !== backendId) pass(message)
      },
      missed: () => host.lookAgain(),
    }
  }
}

/** `undefined`: it is not one. Servers of several versions may share a store while they are renewed. */
function messageOf(text: string): Message | undefined {
  try {
    const message = JSON.parse(text) as Partial<Message>
    const { asks, from, event, device } = message
    const isNews = asks === 'who is here' || typeof event?.type === 'string' || typeof device?.claim.epoch === 'number'
    return isNews && typeof from === 'string' ? { ...message, from } : undefined
  } catch {
    return undefined
  }
}
