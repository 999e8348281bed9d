import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { TokenBucket } from '../platform/token-bucket.ts'
import type { TranscriptCommand } from '../protocol/protocol.ts'
import type { Transcript } from '../transcript/transcript.ts'
import type { OutboxItem } from './outbox-item.ts'
import { lossesUntilAlone, lossesUntilFatal, type Suspect, suspectAfterLoss } from './poison-command.ts'
import { writeCommand } from './write-command.ts'

/** What an outbox needs of a connected line. */
export interface OutboxLine {
  /** Writes a command. Whether the server accepts it is told by events alone. */
  readonly send: (command: TranscriptCommand) => void | Promise<void>
  readonly rate: TokenBucket
}

export interface OutboxSendingOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly transcript: Pick<Transcript, 'mark'>
}

/** Writes the commands of an outbox in order, at the pace that the server allows. A new line writes all of them again. */
export function createOutboxSending({ clock, logger, transcript }: OutboxSendingOptions) {
  /** Not written on this line yet, in order. */
  let waiting = new Set<OutboxItem>()
  let line: OutboxLine | undefined
  let suspect: Suspect | undefined
  let cancelWait: () => void = () => undefined
  /** Calls of `sendWaiting` since the round under way has begun. */
  let turns = 0

  /** Order is kept: a command that is being saved holds up those behind it, and so does one under suspicion. */
  const mustWait = ({ state, own }: OutboxItem) =>
    state === 'saving' ||
    (suspect !== undefined && suspect.losses >= lossesUntilAlone && suspect.commandId !== own.command.id)

  /** A line may answer within `send`, which leads here again: then it goes round once more, and not one deeper. */
  const sendWaiting = () => {
    if (turns++) return
    try {
      do {
        turns = 1
        sendAll()
      } while (turns > 1)
    } finally {
      turns = 0
    }
  }
  const sendAll = () => {
    cancelWait()
    const on = line
    for (const item of waiting) {
      // Another line begins with the first item again.
      if (!on || line !== on || mustWait(item)) return
      if (!on.rate.tryAcquire()) {
        cancelWait = clock.after(on.rate.waitMs(), sendWaiting)
        return
      }
      write(item, on)
    }
  }
  const write = (item: OutboxItem, on: OutboxLine) => {
    const { command } = item.own
    waiting.delete(item)
    item.state = 'sent'
    transcript.mark(command.id, 'sending')
    writeCommand(on, command, logger)
  }
  const stop = () => {
    line = undefined
    cancelWait()
  }

  return {
    sendWaiting,
    add: (item: OutboxItem) => void waiting.add(item),
    remove(item: OutboxItem) {
      waiting.delete(item)
      if (suspect?.commandId === item.own.command.id) suspect = undefined
    },
    connected(next: OutboxLine, items: readonly OutboxItem[]) {
      if (items.length) logger.info(`send ${items.length} that wait`)
      line = next
      waiting = new Set(items)
      sendWaiting()
    },
    get isConnected() {
      return line !== undefined
    },
    /** The line is lost; `first` is the oldest item. Returns it as a suspect when too many lines in a row were lost after it was sent. */
    lost(first: OutboxItem | undefined): Suspect | undefined {
      stop()
      suspect = suspectAfterLoss(suspect, first?.state === 'sent' ? first.own.command.id : undefined)
      return suspect && suspect.losses >= lossesUntilFatal ? suspect : undefined
    },
    stop,
  }
}
export type OutboxSending = ReturnType<typeof createOutboxSending>
