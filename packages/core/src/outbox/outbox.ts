import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import * as codes from '../protocol/error-codes.ts'
import { ChatError } from '../protocol/errors.ts'
import type { TranscriptCommand } from '../protocol/protocol.ts'
import type { OwnCommand, Transcript, TranscriptEntry } from '../transcript/transcript.ts'
import { createAdoptedCommands } from './adopted-commands.ts'
import { createFailedCommands } from './failed-commands.ts'
import { createOutboxItems } from './outbox-item.ts'
import { createOutboxSaving } from './outbox-saving.ts'
import { createOutboxSending, type OutboxLine } from './outbox-sending.ts'
import { createOutboxSettling } from './outbox-settling.ts'
import type { Suspect } from './poison-command.ts'

export interface OutboxOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly maxMessages: number
  readonly transcript: Pick<Transcript, 'add' | 'mark' | 'remove' | 'isSent' | 'isUnsettled'>
  /** Writes the page's own queue. */
  save(commands: readonly OwnCommand[]): void | Promise<void>
  /** A command has been accepted or has failed. */
  onSettled(commandId: string): void
  /** Takes one command out of what is saved, if it is still there: once this page has let go, the queue is no longer its own. */
  removeSaved(commandId: string): void
}

export interface Outbox {
  /** What the visitor said and no event has settled, oldest first. */
  commands(): readonly TranscriptCommand[]
  /** What the visitor said and the server does not have: what has failed, then what no event has settled. */
  unsent(): readonly TranscriptCommand[]
  /** The visitor has asked to leave, and nothing has answered that yet. */
  leave(): Promise<TranscriptEntry> | undefined
  has(id: string): boolean
  /**
   * Saves a command made after index `after`, then sends it when its turn comes. Resolves when its event has come; rejects
   * when it was refused or the session ended. Throws when the outbox is full. A command that had failed is sent again.
   */
  add(command: TranscriptCommand, after: number): Promise<TranscriptEntry>
  /**
   * Takes over a saved command: another page's, or one this page let go of. It goes before this page's own, if no line has
   * them yet, and stays under the key where it is; one that has failed is shown as it was, and moved.
   */
  adopt(own: OwnCommand): void
  /** From here on what was adopted is saved under this page's own key. */
  moveAdopted(): void
  /** Shows a command that nobody can send any more as failed, in its place. */
  showFailed(own: OwnCommand, error: unknown): void
  /** What has failed under this id. */
  failed(id: string): OwnCommand | undefined
  /** Takes what has failed under this id out of the transcript and the storage. Returns false when there is no such thing. */
  discard(id: string): boolean
  /**
   * Fails what other pages have left, with `error`; without one it is taken out of the transcript. `kept`: what is still stored
   * of this page's own queue. What is not, another page may have sent.
   */
  failAdopted(error?: unknown, kept?: readonly OwnCommand[]): void
  /** Sends everything unsettled on a line that is connected now, in order. */
  connected(line: OutboxLine): void
  /** The line is lost. What was sent on it and is not settled waits for the next. */
  lost(): void
  /** The event of a command has come. */
  onAccepted(id: string, entry: TranscriptEntry): void
  /** The server has accepted a command, but its event cannot be read. */
  acceptedUnread(id: string): void
  /** The server has refused a command, or answered it with a code that refuses none (50, 100, 101). */
  refused(id: string, error: ChatError): void
  /** The session is gone, which is all that a leave asks for. */
  leaveSucceeded(): void
  /** Nothing more will be sent: what is left fails with `error`. */
  failAll(error: unknown): void
  /** Lets go: promises reject with `error`, entries stay as they are, what is queued stays saved. */
  release(error: unknown): void
  /** Writes what has changed, and what should be there: another program may have removed it. */
  flush(): void | Promise<void>
  /** Writes what has changed, but not what should be there: another page may have removed it. */
  flushChanged(): void | Promise<void>
}

/** Commands whose event has not come yet: saved before they are sent, sent again with the same id on every new line. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { clock, logger, maxMessages, transcript, save, onSettled, removeSaved } = options
  const items = createOutboxItems()
  const saving = createOutboxSaving({ clock, items, save })
  const sending = createOutboxSending({ clock, logger, transcript })

  const place = (own: OwnCommand, adopted: boolean) => {
    const item = items.add(own, adopted)
    transcript.add(own)
    sending.add(item)
    return item
  }
  const settling = createOutboxSettling({ items, saving, sending, transcript, logger, onSettled })
  const failed = createFailedCommands({ items, saving, transcript })
  const { fail } = settling
  const requeueSent = () => {
    for (const { own } of items.requeue()) transcript.mark(own.command.id, 'queued')
  }
  const release = (error: unknown) => {
    saving.stop()
    sending.stop()
    requeueSent()
    for (const { settled } of items.all()) settled.reject(error)
    items.clear()
    saving.release(removeSaved)
  }

  return {
    commands: items.commands,
    unsent: items.unsent,
    leave: () => items.leave()?.settled.promise,
    has: (id) => items.get(id) !== undefined,
    add(command, after) {
      if (items.isFull(maxMessages) && command.type !== 'LeaveSession') {
        throw new DOMException(`unable to send: outbox.maxMessages (${maxMessages}) are queued`, 'QuotaExceededError')
      }
      failed.discard(command.id)
      const item = place({ command, at: items.timeOfNext(clock.now()), after }, false)
      logger.debug(`queued ${command.type} ${command.id}`)
      saving.saveAhead(item, sending.sendWaiting)
      return item.settled.promise
    },
    ...settling,
    ...failed,
    ...createAdoptedCommands({ items, failed, sending, transcript, place, fail }),
    failed: items.failed,
    connected: (line) => sending.connected(line, items.all()),
    lost() {
      if (!sending.isConnected) return
      const poison = sending.lost(items.all()[0])
      if (poison) fail(poison.commandId, poisoned(poison))
      requeueSent()
    },
    failAll(error) {
      sending.stop()
      for (const { own } of items.all()) fail(own.command.id, error)
      release(error)
    },
    release,
    flush: saving.flush,
    flushChanged: saving.flushChanged,
  }
}

const poisoned = ({ losses }: Suspect) =>
  new ChatError(
    codes.connectionInterrupted,
    `unable to deliver: ${losses} lines in a row were lost after this was sent; the server may have it`,
  )
