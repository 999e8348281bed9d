import { arrayView } from './array-view.ts'
import type { TranscriptCommand, TranscriptEvent } from '../protocol/protocol.ts'

/** How far an own message has come. `sent`: the server has it. */
export type Delivery = 'queued' | 'sending' | 'sent' | 'failed'

/** One line of the transcript. Never changes: when something becomes of it, a new entry with the same `key` takes its place. */
export interface TranscriptEntry {
  /** The same for as long as the page lives: fit for a list's `key`. */
  readonly key: string
  /** Epoch milliseconds: the server's, and until it has the message the page's own. */
  readonly at: number
  /** The place in the transcript, once the server has it. */
  readonly index?: number
  /** What the server has, exactly as it came. An own message has none while it is on its way, or failed. */
  readonly event?: TranscriptEvent
  /** What this visitor sent, when a page of theirs that is known here sent it. */
  readonly command?: TranscriptCommand
  /** Only on entries of this visitor. */
  readonly delivery?: Delivery
  /** Why, with `failed`. */
  readonly error?: unknown
}

/** An own command that no event has settled: its entry, and where it belongs should it fail. */
interface Unsettled {
  entry: TranscriptEntry
  readonly after: number
  readonly order: number
}

export interface OwnCommand {
  readonly command: TranscriptCommand
  readonly at: number
  /** The index after which it was created. */
  readonly after: number
}

/**
 * Received events and own unsettled commands, in order, once: entries with an index by index; a failed own one behind the
 * index after which it was created; then own ones on their way, in order of creation.
 *
 * `placed` is only ever pushed to, or replaced as a whole. So every reading of the transcript shares it with the readings
 * before and after, and an event costs the same however long the transcript is.
 */
export function createTranscript(changed: () => void = () => undefined) {
  let placed: TranscriptEntry[] = []
  const unsettled = new Map<string, Unsettled>()
  const pending = new Map<string, TranscriptEntry>()
  const sentKeys = new Set<string>()
  let created = 0
  let reading: readonly TranscriptEntry[] | undefined

  const change = () => {
    reading = undefined
    changed()
  }

  /** True when `entry` stands behind an own one that was created after the index `after` as number `order`. */
  const isBehind = (entry: TranscriptEntry, after: number, order: number) => {
    if (entry.index !== undefined) return entry.index > after
    const failed = unsettled.get(entry.key)
    return failed !== undefined && (failed.after > after || (failed.after === after && failed.order > order))
  }

  const place = (entry: TranscriptEntry, after: number, order: number) => {
    let at = placed.length
    for (let last = placed[at - 1]; last && isBehind(last, after, order); last = placed[at - 1]) at--
    if (at === placed.length) placed.push(entry)
    else placed = [...placed.slice(0, at), entry, ...placed.slice(at)]
  }

  /** Takes an own command out of wherever it stands: on its way, or failed. */
  const lift = (id: string): Unsettled | undefined => {
    const own = unsettled.get(id)
    if (own && !pending.delete(id)) placed = placed.filter((entry) => entry !== own.entry)
    unsettled.delete(id)
    return own
  }

  return {
    /** A stable snapshot: the same array until something changes. */
    get entries(): readonly TranscriptEntry[] {
      if (reading) return reading
      const [head, length, tail] = [placed, placed.length, [...pending.values()]]
      const at = (index: number) => (index < length ? head[index] : tail[index - length]) as TranscriptEntry
      return (reading = arrayView(length + tail.length, at))
    },

    /** Whether an event of this visitor's own has settled the command. */
    isSent: (commandId: string) => sentKeys.has(commandId),

    /** Whether the command is on its way or failed. */
    isUnsettled: (commandId: string) => unsettled.has(commandId),

    /** Adds an own command; it is `queued`. */
    add({ command, at, after }: OwnCommand) {
      const entry: TranscriptEntry = { key: command.id, at, command, delivery: 'queued' }
      unsettled.set(command.id, { entry, after, order: ++created })
      pending.set(command.id, entry)
      change()
    },

    /** Says what became of an own command that no event has settled. With `failed` it takes the place it keeps. */
    mark(commandId: string, delivery: Delivery, error?: unknown): TranscriptEntry | undefined {
      const own = unsettled.get(commandId)
      if (!own || own.entry.delivery === 'failed') return own?.entry
      own.entry = { ...own.entry, delivery, ...(error !== undefined && { error }) }
      if (delivery === 'failed') {
        pending.delete(commandId)
        place(own.entry, own.after, own.order)
      } else pending.set(commandId, own.entry)
      change()
      return own.entry
    },

    /**
     * Takes an event with an index that is not here yet. `own`: it is this visitor's, so it merges with the command it names,
     * also with one that had failed.
     */
    addEvent(event: TranscriptEvent, own: boolean): TranscriptEntry {
      const commandId = own && 'commandId' in event ? event.commandId : undefined
      const command = commandId === undefined ? undefined : lift(commandId)?.entry.command
      // A second event for one command would break the server's word; its key must be another all the same.
      const key = commandId === undefined || sentKeys.has(commandId) ? String(event.index) : commandId
      if (commandId !== undefined) sentKeys.add(commandId)
      const entry: TranscriptEntry = {
        key,
        at: event.at,
        index: event.index,
        event,
        ...(command && { command }),
        ...(own && { delivery: 'sent' }),
      }
      place(entry, event.index, 0)
      change()
      return entry
    },
  }
}
export type Transcript = ReturnType<typeof createTranscript>
