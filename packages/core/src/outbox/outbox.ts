import type { Clock } from '../platform/clock.ts'
import type { Pacing } from './command-pacing.ts'
import { deferred } from '../platform/deferred.ts'
import { ChatError, ErrorCode } from '../protocol/errors.ts'
import { poisonLosses, type Suspect, suspectAfterLoss } from './poison-command.ts'
import type { TranscriptCommand } from '../protocol/protocol.ts'
import type { Delivery, OwnCommand, TranscriptEntry } from '../transcript/transcript.ts'
import { isInconclusive } from '../protocol/inconclusive-answers.ts'

/** How long a removal from storage may lag. A command that is still there is sent again, and known by its id. */
const removalLagMs = 250

/**
 * `saving`: the write ahead is under way. `queued`: waits for its turn. `sent`: sent on this line, nothing has answered.
 * `undecided`: answered with 50, 100 or 101; the next line sends it again.
 */
type ItemState = 'saving' | 'queued' | 'sent' | 'undecided'

interface Item {
  readonly own: OwnCommand
  readonly adopted: boolean
  state: ItemState
  /** Resolves when its event has come; rejects when it was refused, or the session let go of it. */
  readonly settled: ReturnType<typeof deferred<TranscriptEntry>>
}

export interface OutboxOptions {
  readonly clock: Clock
  readonly maxMessages: number
  /** Writes the page's own queue. */
  save(commands: readonly OwnCommand[]): void | Promise<void>
  /** Shows a new command. */
  append(own: OwnCommand): void
  /** Shows how far it has come. */
  delivery(commandId: string, delivery: Delivery, error?: unknown): TranscriptEntry | undefined
}

/** What an outbox needs of a connected line. */
export interface OutboxLine {
  readonly send: (command: TranscriptCommand) => void | Promise<void>
  readonly pacing: Pacing
}

/** Commands whose event has not come back yet: saved before they are sent, sent again with the same id on every new line. */
export function createOutbox({ clock, maxMessages, save, append, delivery }: OutboxOptions) {
  const items = new Map<string, Item>()
  /** Those to be sent on this line, in order. */
  let waiting = new Set<Item>()
  let line: OutboxLine | undefined
  let suspect: Suspect | undefined
  let latest = 0
  let cancelPacing: () => void = () => undefined
  let cancelRemoval: (() => void) | undefined
  let leaving: Item | undefined
  /** Added in this task: written together when it ends, so that a burst is one write. */
  let unsaved: Item[] = []

  const ownItems = () => [...items.values()].filter((item) => !item.adopted)

  const saveNow = () => {
    cancelRemoval?.()
    cancelRemoval = undefined
    return save(ownItems().map((item) => item.own))
  }

  const saveAhead = () => {
    const batch = unsaved
    unsaved = []
    if (!batch.length) return
    const saved = () => {
      for (const item of batch) item.state = 'queued'
      pump()
    }
    const saving = saveNow()
    if (saving) void saving.then(saved)
    else saved()
  }

  const pump = () => {
    cancelPacing()
    for (const item of waiting) {
      // Order is kept: what is still being saved holds up what follows, and so does a command under suspicion.
      const alone = suspect && suspect.losses >= poisonLosses.alone && suspect.commandId !== item.own.command.id
      if (!line || item.state === 'saving' || alone) return
      const waitMs = line.pacing.take()
      if (waitMs > 0) {
        cancelPacing = clock.after(waitMs, pump)
        return
      }
      transmit(item, line)
    }
  }

  const transmit = (item: Item, { send }: OutboxLine) => {
    const { command } = item.own
    waiting.delete(item)
    item.state = 'sent'
    delivery(command.id, 'sending')
    const sent = async () => send(command)
    sent().catch(() => undefined) // The line is lost: the next one sends it again.
  }

  const take = (id: string): Item | undefined => {
    const item = items.get(id)
    if (!item) return undefined
    items.delete(id)
    waiting.delete(item)
    if (item === leaving) leaving = undefined
    if (!item.adopted) cancelRemoval ??= clock.after(removalLagMs, () => void saveNow())
    if (suspect?.commandId === id) suspect = undefined
    return item
  }

  const settle = (id: string, entry: TranscriptEntry) => {
    const item = take(id)
    item?.settled.resolve(entry)
    if (item) pump()
  }

  /** The server has it, though there is no event to show for it. */
  const accept = (id: string) => {
    const entry = items.has(id) && delivery(id, 'sent')
    if (entry) settle(id, entry)
  }

  const fail = (id: string, error: unknown) => {
    const item = take(id)
    if (!item) return
    delivery(id, 'failed', error)
    item.settled.reject(error)
    pump()
  }

  const put = (own: OwnCommand, adopted: boolean, state: ItemState): Item => {
    const item: Item = { own, adopted, state, settled: deferred() }
    latest = Math.max(latest, own.at)
    append(own)
    items.set(own.command.id, item)
    waiting.add(item)
    if (isLeave(item)) leaving = item
    return item
  }

  /** Lets go: promises reject with `error`, entries stay as they are, what is queued stays saved. */
  const release = (error: unknown) => {
    line = undefined
    // Also what was saved before: whoever adopted that may have removed it while something was added to it.
    if (cancelRemoval || ownItems().length) void saveNow()
    cancelPacing()
    cancelRemoval?.()
    cancelRemoval = undefined
    unsaved = []
    leaving = undefined
    for (const [id, item] of items) {
      if (item.state === 'sent' || item.state === 'undecided') delivery(id, 'queued')
      item.settled.reject(error)
    }
    items.clear()
    waiting.clear()
  }

  return {
    /** Every command of the visitor's that is not settled, oldest first. */
    get commands(): readonly TranscriptCommand[] {
      return [...items.values()].filter((item) => !isLeave(item)).map((item) => item.own.command)
    },

    has: (id: string) => items.has(id),

    /** Now, but never before the last command, whatever the wall clock does: pages put their queues together by it. */
    timeOfNext: () => Math.max(latest, clock.now()),

    /** The visitor has asked to leave, and nothing has answered that yet. */
    get leave(): Promise<TranscriptEntry> | undefined {
      return leaving?.settled.promise
    },

    /**
     * Saves a command, then sends it when its turn comes. Resolves when its event has come; rejects when it was refused or the
     * session ended. Throws when the outbox is full.
     */
    add(own: OwnCommand): Promise<TranscriptEntry> {
      const full = items.size >= maxMessages && ownItems().length >= maxMessages
      if (full && own.command.type !== 'LeaveSession') {
        throw new DOMException(`unable to send: outbox.maxMessages (${maxMessages}) are queued`, 'QuotaExceededError')
      }
      const item = put(own, false, 'saving')
      if (unsaved.push(item) === 1) queueMicrotask(saveAhead)
      return item.settled.promise
    },

    /** Takes over a saved command: another page's, or one this page let go of. It stays under the key where it is. */
    adopt(own: OwnCommand) {
      put(own, true, 'queued')
      pump()
    },

    /** A line is connected: everything unsettled goes out on it, in order. */
    connected(next: OutboxLine) {
      line = next
      waiting = new Set(items.values())
      pump()
    },

    /** The line is gone. What was sent on it and not settled waits for the next. */
    lost() {
      if (!line) return
      line = undefined
      cancelPacing()
      const [first] = items.values()
      suspect = suspectAfterLoss(suspect, first?.state === 'sent' ? first.own.command.id : undefined)
      if (suspect && suspect.losses >= poisonLosses.fatal) fail(suspect.commandId, poisoned(suspect))
      for (const [id, item] of items) {
        if (item.state === 'saving' || item.state === 'queued') continue
        item.state = 'queued'
        delivery(id, 'queued')
      }
    },

    /** The event of a command has come. */
    settled: settle,

    /** The server has refused a command, or answered it with what refuses none (50, 100, 101). */
    refused(id: string, error: ChatError) {
      const item = items.get(id)
      if (!isInconclusive(error.code)) fail(id, error)
      else if (item) item.state = 'undecided'
    },

    /** The server has accepted a command, but its event cannot be read. */
    acceptedUnread: accept,

    /** The session is gone, which is all that a leave asks for. */
    leaveSucceeded() {
      if (leaving) accept(leaving.own.command.id)
    },

    /** Nothing more will be sent: what is left fails with `error`. */
    failAll(error: unknown) {
      line = undefined
      for (const id of [...items.keys()]) fail(id, error)
      release(error)
    },

    release,

    /** Writes what has changed, if a removal is lagging. */
    flush(): void | Promise<void> {
      return cancelRemoval || unsaved.length ? saveNow() : undefined
    },
  }
}
export type Outbox = ReturnType<typeof createOutbox>

const isLeave = (item: Item) => item.own.command.type === 'LeaveSession'

const poisoned = ({ losses }: Suspect) =>
  new ChatError(
    ErrorCode.connectionInterrupted,
    `unable to deliver: the line was lost ${losses} times in a row after this was sent; whether the server has it is unknown`,
  )
