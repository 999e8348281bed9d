import type { ChatEvent } from '@chat-transport/core'
import { serverNotAvailable } from '../commands/refusal.ts'
import type { CommittedEvent } from '../store/committed-event.ts'
import type { Device, Fence, ToldClaim } from '../store/session-store.ts'
import type { SessionAttachment } from '../visitor/attachment.ts'
import { RateLimiter } from '../visitor/rate-limiter.ts'
import type { DropReason } from '../visitor/visitor-line.ts'
import type { AttachAttempt } from './attach-attempt.ts'
import { DevicesElsewhere, type PageNews } from './devices-elsewhere.ts'
import type { BackendSettings } from './backend-settings.ts'

/** `taken`: by a page that arrived later. `in time`: nothing stands against the attach. */
export type AttachStanding = 'in time' | 'taken'

/** What this process knows of a device. Made when it first attaches here. */
interface KnownDevice {
  readonly startId: string
  attachment: SessionAttachment | undefined
  /** The attach that was accepted last. */
  readonly accepted: { readonly arrival: number; readonly pageId: string }
  /** The arrival of the latest attach that took the session. */
  readonly takenAt: number
  /** What the claim of the attach that was accepted last has made of the device's epoch. */
  readonly epoch: number
  /** Made for the first command: a start that nobody confirms is to hold little. */
  rate?: RateLimiter
}

/** A device that has attached here, and which claim it has by it. */
export interface DeviceHere {
  readonly claim: Omit<ToldClaim, 'backendId'>
  readonly isAttached: boolean
}

/** A device that the store has forgotten, and what was attached on it. */
interface ForgottenDevice {
  readonly startId: string
  readonly attachment: SessionAttachment | undefined
}

/**
 * The visitor's devices, and the page that is attached on each. What an attach does to another (fence, holder, take) it does
 * on its own device only.
 */
export class SessionDevices {
  readonly #settings: Pick<BackendSettings, 'clock' | 'limits'>
  /** A list, since it takes less memory than a map, and is short. */
  #known: readonly KnownDevice[] = []
  #list: readonly Device[]
  /** Made for the first that comes to another back end. */
  #elsewhere: DevicesElsewhere | undefined

  constructor(list: readonly Device[], settings: Pick<BackendSettings, 'clock' | 'limits'>) {
    this.#settings = settings
    this.#list = list
  }

  /** As the store knows them. */
  get list(): readonly Device[] {
    return this.#list
  }

  /** Whether the store has spoken of the device. */
  knows(startId: string): boolean {
    return this.#list.some((one) => one.startId === startId)
  }

  /** What the store has said with a claim. Returns the devices that are new, and those that are gone: nothing is attached on them. */
  update(list: readonly Device[]): {
    readonly joined: readonly Device[]
    readonly forgotten: readonly ForgottenDevice[]
  } {
    const before = this.#list
    this.#list = list
    const forgotten = missingIn(list, before).map(({ startId }) => ({
      startId,
      attachment: this.#find(startId)?.attachment,
    }))
    this.#known = this.#known.filter((one) => !forgotten.some(({ startId }) => startId === one.startId))
    for (const { startId } of forgotten) this.#elsewhere?.delete(startId)
    return { joined: missingIn(before, list), forgotten }
  }

  get attached(): boolean {
    return this.#attachments.length > 0
  }

  isAttached(attachment: SessionAttachment): boolean {
    return this.#find(attachment.deviceId)?.attachment === attachment
  }

  /** Whether an attach may still act. Throws if nobody needs it any more. Ask after each wait. */
  standing({ line, command, device, arrival }: AttachAttempt): AttachStanding {
    if (line.signal?.aborted) throw serverNotAvailable('the line of this attach is gone')
    const { accepted, takenAt } = this.#find(device.startId) ?? neverAttached
    if (accepted.arrival > arrival && accepted.pageId === command.pageId)
      throw serverNotAvailable('a newer line of this page has attached')
    return takenAt > arrival ? 'taken' : 'in time'
  }

  /** The claim by which a device has come to another back end since it had this epoch. */
  claimedElsewhere(startId: string, epoch: number): ToldClaim | undefined {
    const claim = this.#elsewhere?.claimOf(startId)
    return claim && claim.epoch > epoch ? claim : undefined
  }

  /** Whether a page has attached at another back end, on whichever device, since the last one did here. */
  get isOvertaken(): boolean {
    return (this.#elsewhere?.newestEpoch ?? 0) > newestOf(this.#known)
  }

  /** Whether another back end serves the session, as far as that was heard: a page was attached there last, or is. */
  get areElsewhere(): boolean {
    return this.#elsewhere?.isAny ?? false
  }

  /** Whether a page is attached at another back end, as far as that was heard. */
  get attachedElsewhere(): boolean {
    return this.#elsewhere?.attached ?? false
  }

  /** Whether a device is not attached here. */
  get mayBeElsewhere(): boolean {
    return this.#attachments.length < this.#list.length
  }

  /** A device is at another back end. Returns what was attached on it here, and is so no longer; else what agents are to be told. */
  leftFor(
    claim: ToldClaim,
    isAttached: boolean,
  ): { readonly attachment?: SessionAttachment; readonly news?: PageNews } {
    const { startId, epoch } = claim
    const known = this.#find(startId)
    if (known && known.epoch > epoch) return {}
    this.#elsewhere ??= new DevicesElsewhere()
    const news = this.#elsewhere.hear(claim, isAttached)
    const attachment = known?.attachment
    if (known) known.attachment = undefined
    return { ...(attachment && { attachment }), ...(news && { news }) }
  }

  /** Forgets those of back ends that tell nothing any more. To be called as often as they should. */
  forgetSilent(): readonly PageNews[] {
    return this.#elsewhere?.forgetSilent() ?? []
  }

  /** The newest claim of each device whose page is attached here, and the newest of all. */
  get here(): readonly DeviceHere[] {
    const newest = newestOf(this.#known)
    return this.#known.filter(({ attachment, epoch }) => attachment ?? epoch === newest).map(asTold)
  }

  hereOf(startId: string): DeviceHere | undefined {
    const known = this.#find(startId)
    return known && asTold(known)
  }

  /** What tells the store that a command of this device was said while it was attached here. */
  fenceOf(startId: string): Fence {
    return { startId, epoch: this.#find(startId)?.epoch ?? 0 }
  }

  /** The attach is accepted. Returns the attachment of its device that it replaces. */
  attach({ arrival, command: { pageId, take } }: AttachAttempt, epoch: number, attachment: SessionAttachment) {
    const startId = attachment.deviceId
    const before = this.#find(startId)
    const { attachment: previous, ...known } = before ?? neverAttached
    const takenAt = take ? arrival : known.takenAt
    const now = { ...known, startId, attachment, accepted: { arrival, pageId }, takenAt, epoch }
    this.#known = [...this.#known.filter((one) => one !== before), now]
    this.#elsewhere?.delete(startId)
    return previous
  }

  /** The attachment is over. False if it was no longer the one of its device. */
  release(attachment: SessionAttachment): boolean {
    const known = this.#find(attachment.deviceId)
    if (known?.attachment !== attachment) return false
    known.attachment = undefined
    return true
  }

  /** `undefined`: the rate limit of its device lets the next command pass. A promise: it does when that resolves, or `signal` aborts. */
  turn({ deviceId }: SessionAttachment, signal: () => AbortSignal): Promise<void> | undefined {
    const { clock, limits } = this.#settings
    const known = this.#find(deviceId)
    if (!known) return undefined
    known.rate ??= new RateLimiter(limits.commandsPerSecond, clock)
    return known.rate.turn(signal)
  }

  committed(event: CommittedEvent): void {
    for (const { attachment } of this.#known) attachment?.committed(event)
  }

  /** Delivers an event outside the transcript to all pages but that of `except`. */
  pass(event: ChatEvent, except?: SessionAttachment): void {
    for (const attachment of this.#attachments) if (attachment !== except) attachment.pass(event)
  }

  /** There is more of the messages that are being said. */
  passParts(): void {
    for (const attachment of this.#attachments) attachment.passParts()
  }

  /** The lines cannot go on: their pages have to attach again. */
  fail(reason: DropReason, cause: unknown): void {
    for (const attachment of this.#attachments) attachment.fail(reason, cause)
  }

  /** Ends the lines on the session's behalf. */
  drop(reason: DropReason): void {
    const attachments = this.#attachments
    this.#known = []
    for (const attachment of attachments) attachment.drop(reason)
  }

  get #attachments(): readonly SessionAttachment[] {
    return this.#known.flatMap(({ attachment }) => attachment ?? [])
  }

  #find(startId: string): KnownDevice | undefined {
    return this.#known.find((one) => one.startId === startId)
  }
}

const newestOf = (claims: readonly { readonly epoch: number }[]) => Math.max(0, ...claims.map(({ epoch }) => epoch))

const asTold = ({ accepted: { pageId }, attachment, epoch, startId }: KnownDevice): DeviceHere => ({
  claim: { startId, pageId, epoch },
  isAttached: attachment !== undefined,
})

const neverAttached: KnownDevice = {
  startId: '',
  attachment: undefined,
  accepted: { arrival: 0, pageId: '' },
  takenAt: 0,
  epoch: 0,
}

/** The devices of `list` that `others` does not have. */
function missingIn(others: readonly Device[], list: readonly Device[]): readonly Device[] {
  const known = new Set(others.map(({ startId }) => startId))
  return list.filter(({ startId }) => !known.has(startId))
}
