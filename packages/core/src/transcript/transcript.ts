import { arrayView } from './array-view.ts'
import { createDrafts } from './drafts.ts'
import { createPlacedEntries } from './placed-entries.ts'
import type { Delivery, OwnCommand, TranscriptEntry } from './transcript-entry.ts'

export type { Delivery, OwnCommand, SavedFailure, TranscriptEntry } from './transcript-entry.ts'
import type { TranscriptCommand, TranscriptEvent } from '../protocol/protocol.ts'

/** An own command that no event has settled: its entry, and where it belongs should it fail. */
interface Unsettled {
  entry: TranscriptEntry
  readonly after: number
  readonly order: number
}

/**
 * Received events and own unsettled commands, in order, once: entries with an index by index; a failed own one behind the
 * index after which it was created; then own ones on their way, in order of creation; then what others are saying.
 */
export function createTranscript(changed: () => void = () => undefined) {
  const unsettled = new Map<string, Unsettled>()
  const placed = createPlacedEntries((key) => unsettled.get(key))
  const pending = new Map<string, TranscriptEntry>()
  const keys = createKeys()
  let created = 0
  let reading: readonly TranscriptEntry[] | undefined

  const change = () => {
    reading = undefined
    changed()
  }

  const drafts = createDrafts(change, keys.isTaken)

  /** Takes an own command out of wherever it stands: on its way, or failed. */
  const lift = (id: string): Unsettled | undefined => {
    const own = unsettled.get(id)
    if (own && !pending.delete(id)) placed.remove(own.entry)
    unsettled.delete(id)
    return own
  }

  return {
    /** A stable snapshot: the same array until something changes. */
    get entries(): readonly TranscriptEntry[] {
      return (reading ??= joined(placed.entries, [...pending.values(), ...drafts.list()]))
    },

    /** What others are saying. */
    drafts,

    /** Whether an event of this visitor's own has settled the command. */
    isSent: keys.isTaken,
    /** Whether the command is on its way or failed. */
    isUnsettled: (commandId: string) => unsettled.has(commandId),

    /** Adds an own command; it is `queued`. */
    add({ command, at, after }: OwnCommand) {
      const entry: TranscriptEntry = { key: command.id, at, command, delivery: 'queued' }
      unsettled.set(command.id, { entry, after, order: ++created })
      pending.set(command.id, entry)
      change()
    },

    /** Takes an own command that is on its way or has failed out again. */
    remove(commandId: string) {
      if (lift(commandId)) change()
    },

    /** Says what became of an own command that no event has settled. With `failed` it takes the place it keeps. */
    mark(commandId: string, delivery: Delivery, error?: unknown): TranscriptEntry | undefined {
      const own = unsettled.get(commandId)
      if (!own || own.entry.delivery === 'failed') return own?.entry
      own.entry = { ...own.entry, delivery, ...(error !== undefined && { error }) }
      if (delivery === 'failed') {
        pending.delete(commandId)
        placed.place(own.entry, own)
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
      const key = keys.take(commandId ?? drafts.settle(event), event.index)
      const entry = entryOf(event, { key, own, command })
      placed.place(entry, { after: event.index, order: 0 })
      change()
      return entry
    },
  }
}
/** The keys of events that came of a command or a draft. */
function createKeys() {
  const taken = new Set<string>()
  return {
    isTaken: (key: string) => taken.has(key),
    /** A second event for one command or draft would break the server's word; its key must be another all the same. */
    take(key: string | undefined, index: number): string {
      if (key === undefined || taken.has(key)) return String(index)
      taken.add(key)
      return key
    },
  }
}

function joined(head: readonly TranscriptEntry[], tail: readonly TranscriptEntry[]) {
  const { length } = head
  const at = (index: number) => (index < length ? head[index] : tail[index - length]) as TranscriptEntry
  return arrayView(length + tail.length, at)
}

export type Transcript = ReturnType<typeof createTranscript>

function entryOf(
  event: TranscriptEvent,
  { key, own, command }: { key: string; own: boolean; command: TranscriptCommand | undefined },
): TranscriptEntry {
  const { at, index } = event
  return { key, at, index, event, ...(command && { command }), ...(own && { delivery: 'sent' }) }
}
