import type { AttachCommand, EventAttached } from '@chat-transport/core'

/** Which session it is, as attaches and answers say: the starts that became it, and what lets a tab in. */
export class SessionIdentity {
  readonly #startIds: Set<string>
  readonly #secrets: Set<string>
  #sessionId: string | undefined
  /** The server has let the secrets in. */
  #isProven = false

  constructor(attach: AttachCommand) {
    this.#startIds = new Set(attach.type === 'StartSession' ? [attach.id] : [])
    this.#secrets = new Set([attach.secret])
    this.#sessionId = attach.type === 'RestoreSession' ? attach.sessionId : undefined
  }

  fits(attach: AttachCommand): boolean {
    const isIt = attach.type === 'StartSession' ? this.#startIds.has(attach.id) : attach.sessionId === this.#sessionId
    return isIt && this.#secrets.has(attach.secret)
  }

  isSameAs(other: SessionIdentity): boolean {
    return this.#sessionId !== undefined && this.#sessionId === other.#sessionId
  }

  attached({ sessionId, secret }: EventAttached): void {
    this.#sessionId = sessionId
    this.#isProven = true
    if (secret !== undefined) this.#secrets.add(secret)
  }

  /** Both are one: what the server has let in for the other is let in here. */
  merge(other: SessionIdentity): void {
    if (!other.#isProven) return
    for (const id of other.#startIds) this.#startIds.add(id)
    for (const secret of other.#secrets) this.#secrets.add(secret)
  }
}
