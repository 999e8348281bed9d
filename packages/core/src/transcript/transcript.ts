import { createDrafts } from './drafts.ts'
import { createMessageChanges } from './message-changes.ts'
import { createPlacedEntries } from './placed-entries.ts'
import type { OwnCommand } from './own-command.ts'
import type { Delivery, TranscriptEntry } from './transcript-entry.ts'
import type { Party, TranscriptCommand, TranscriptEvent } from '../protocol/protocol.ts'

export type { OwnCommand, SavedFailure } from './own-command.ts'
export type { Delivery, Reaction, TranscriptEntry } from './transcript-entry.ts'

/** An own command that no event has settled: its entry, and where it belongs should it fail. */
interface Unsettled {
  entry: TranscriptEntry
  /** It shows in the entry that it changes, not as one. */
  readonly isChange: boolean
  readonly after: number
  readonly order: number
}

/**
 * Received events and own unsettled commands, in order, once: entries with an index by index; a failed own one behind the
 * index after which it was created; then own ones on their way, in order of creation; then what others are saying. Changes to
 * messages show in the entries of these. `visitor`: whose the own ones are.
 */
export function createTranscript(changed: () => void = () => undefined, visitor: () => Party = nobody) {
  const unsettled = new Map<string, Unsettled>()
  const placed = createPlacedEntries((key) => unsettled.get(key))
  const changes = createMessageChanges(placed, visitor)
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
    if (own?.isChange) changes.remove(id)
    else if (own?.entry.delivery === 'failed') placed.remove(own.entry)
    unsettled.delete(id)
    return own
  }

  /** The entry of an event. `own`: it is this visitor's, so it merges with the command it names, also with one that had failed. */
  const received = (event: TranscriptEvent, own: boolean): TranscriptEntry => {
    const commandId = own && 'commandId' in event ? event.commandId : undefined
    const command = commandId === undefined ? undefined : lift(commandId)?.entry.command
    const key = keys.take(commandId ?? drafts.settle(event), event.index)
    change()
    return entryOf(event, { key, own, command })
  }

  return {
    /** A stable snapshot: the same array until something changes. A copy, once for all that has changed since the last reading. */
    get entries(): readonly TranscriptEntry[] {
      const pending = () => [...unsettled.values()].filter(isPending).map(({ entry }) => entry)
      return (reading ??= Object.freeze([...placed.entries, ...pending(), ...drafts.list()]))
    },

    /** What others are saying. */
    drafts,

    /** Whether an event of this visitor's own has settled the command. */
    isSent: keys.isTaken,
    /** Whether the command is on its way or failed. */
    isUnsettled: (commandId: string) => unsettled.has(commandId),

    /** Adds an own command; it is `queued`, unless its event is here. `file`: what its message will be of. */
    add({ command, at, after }: OwnCommand, file?: Blob) {
      if (keys.isTaken(command.id)) return
      const entry: TranscriptEntry = { key: command.id, at, command, delivery: 'queued', ...(file && { file }) }
      unsettled.set(command.id, { entry, isChange: changes.add(command), after, order: ++created })
      change()
    },

    /** Takes an own command that is on its way or has failed out again. */
    remove: (commandId: string): void => void (lift(commandId) && change()),

    /** Says what became of an own command. `detail`: the error of `failed`, which is put in its place, or the progress of `uploading`. */
    mark(commandId: string, delivery: Delivery, detail?: unknown): TranscriptEntry | undefined {
      const own = unsettled.get(commandId)
      if (!own || own.entry.delivery === 'failed') return own?.entry
      own.entry = ownEntry(own.entry, delivery, detail)
      if (delivery === 'failed') {
        if (own.isChange) lift(commandId)
        else placed.place(own.entry, own)
      }
      change()
      return own.entry
    },

    /** Takes an event with an index that is not here yet. */
    addEvent: (event: TranscriptEvent, own: boolean): TranscriptEntry => changes.take(received(event, own), event),

    /** Takes an event that has no place yet, since what is around it is not here. Gives the entry that it would have. */
    settle: received,
  }
}
export type Transcript = ReturnType<typeof createTranscript>

const isPending = ({ entry, isChange }: Unsettled) => !isChange && entry.delivery !== 'failed'

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

const ownEntry = (
  { key, at, command, file }: TranscriptEntry,
  delivery: Delivery,
  detail: unknown,
): TranscriptEntry => ({
  key,
  at,
  ...(command && { command }),
  ...(file && { file }),
  delivery,
  ...(delivery === 'failed' && detail !== undefined && { error: detail }),
  ...(delivery === 'uploading' && { progress: detail as number }),
})

function entryOf(
  event: TranscriptEvent,
  { key, own, command }: { key: string; own: boolean; command: TranscriptCommand | undefined },
): TranscriptEntry {
  const { at, index } = event
  return { key, at, index, event, ...(command && { command }), ...(own && { delivery: 'sent' }) }
}

/** Without own commands there is nobody to ask for. */
const nobody = (): Party => ({ id: '', name: '', type: 'client' })
