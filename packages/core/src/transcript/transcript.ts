import { arrayView } from './array-view.ts'
import { createDrafts } from './drafts.ts'
import { createPlacedEntries } from './placed-entries.ts'
import type { Delivery, OwnCommand, TranscriptEntry } from './transcript-entry.ts'

export type { Delivery, OwnCommand, SavedFailure, TranscriptEntry } from './transcript-entry.ts'
import type { EventMessagePart, TranscriptCommand, TranscriptEvent } from '../protocol/protocol.ts'

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
  const sentKeys = new Set<string>()
  const drafts = createDrafts()
  let created = 0
  let reading: readonly TranscriptEntry[] | undefined

  const change = () => {
    reading = undefined
    changed()
  }

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
      if (reading) return reading
      const head = placed.entries
      const { length } = head
      const tail = [...pending.values(), ...drafts.entries()]
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

    /** Takes some of a message that is being said; nothing of one that is here as a whole. */
    addPart(event: EventMessagePart, at: number) {
      const key = keyOfDraft(event.draft)
      if (!sentKeys.has(key) && drafts.add(event, key, at)) change()
    },
    /** The server has named the drafts that are open. */
    draftsNamed: drafts.named,
    /** All that was missed has come. */
    caughtUp() {
      if (drafts.caughtUp()) change()
    },
    /** The session is over here. */
    stopped() {
      if (drafts.stop()) change()
    },

    /**
     * Takes an event with an index that is not here yet. `own`: it is this visitor's, so it merges with the command it names,
     * also with one that had failed.
     */
    addEvent(event: TranscriptEvent, own: boolean): TranscriptEntry {
      const commandId = own && 'commandId' in event ? event.commandId : undefined
      const command = commandId === undefined ? undefined : lift(commandId)?.entry.command
      const draft = event.type === 'EventMessage' ? event.draft : undefined
      if (draft !== undefined) drafts.remove(draft)
      const ownKey = commandId ?? (draft === undefined ? undefined : keyOfDraft(draft))
      // A second event for one command or draft would break the server's word; its key must be another all the same.
      const key = ownKey === undefined || sentKeys.has(ownKey) ? String(event.index) : ownKey
      if (ownKey !== undefined) sentKeys.add(ownKey)
      const entry = entryOf(event, { key, own, command })
      placed.place(entry, { after: event.index, order: 0 })
      change()
      return entry
    },
  }
}
/** Apart from those that commands and indexes have. */
const keyOfDraft = (draft: string) => `draft ${draft}`

export type Transcript = ReturnType<typeof createTranscript>

function entryOf(
  event: TranscriptEvent,
  { key, own, command }: { key: string; own: boolean; command: TranscriptCommand | undefined },
): TranscriptEntry {
  const { at, index } = event
  return { key, at, index, event, ...(command && { command }), ...(own && { delivery: 'sent' }) }
}
