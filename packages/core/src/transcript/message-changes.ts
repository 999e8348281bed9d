import { type Change, isChange } from '../protocol/changes.ts'
import type {
  ChangeCommand,
  ChangeEvent,
  EventMessage,
  Party,
  TranscriptCommand,
  TranscriptEvent,
} from '../protocol/protocol.ts'
import type { PlacedEntries } from './placed-entries.ts'
import type { Reaction, TranscriptEntry } from './transcript-entry.ts'

interface Changed {
  /** The message before its changes, once it is here. */
  base?: TranscriptEntry
  /** Of those that undo one another the last, by what they are about. */
  readonly events: Map<string, ChangeEvent>
}

/**
 * The changes to messages. What an entry shows is computed from the message and its changes in order of index, whichever came
 * first; those on their way come last, and can be taken back. `visitor`: whose those are.
 */
export function createMessageChanges(placed: PlacedEntries, visitor: () => Party) {
  const targets = new Map<number, Changed>()
  const pending = new Map<string, ChangeCommand>()

  /** `entry`: as it is in its place. */
  const fold = (entry: TranscriptEntry, changed: Changed): TranscriptEntry => {
    if (entry.event?.type !== 'EventMessage') return entry
    const events = [...changed.events.values()].sort((a, b) => a.index - b.index)
    const commands = [...pending.values()].filter(({ target }) => target === entry.index)
    changed.base ??= entry
    // Of what is deleted for good nothing is kept, here either.
    if (changed.events.has(deletion)) changed.base = emptied(changed.base)
    return applied(changed.base, [...events, ...commands], visitor)
  }

  const show = (target: number, event?: ChangeEvent): TranscriptEntry | undefined => {
    const changed = targets.get(target) ?? { events: new Map<string, ChangeEvent>() }
    targets.set(target, changed)
    if (event) keepLast(changed.events, event)
    return placed.replace(target, (entry) => fold(entry, changed))
  }

  return {
    /** Takes a command, if it is a change. Returns whether it is. */
    add(command: TranscriptCommand): boolean {
      if (!isChange(command)) return false
      pending.set(command.id, command)
      show(command.target)
      return true
    },
    /** Takes a command back. */
    remove(commandId: string) {
      const command = pending.get(commandId)
      pending.delete(commandId)
      if (command) show(command.target)
    },
    /** Places the entry of an event, as its changes leave it. Of a change, changes the message's, and returns that if it is here. */
    take(entry: TranscriptEntry, event: TranscriptEvent): TranscriptEntry {
      if (isChange(event)) return show(event.target, event) ?? entry
      const changed = targets.get(event.index)
      const shown = changed ? fold(entry, changed) : entry
      placed.place(shown, { after: event.index, order: 0 })
      return shown
    },
  }
}

const deletion = 'EventMessageDeleted'

function keepLast(events: Map<string, ChangeEvent>, event: ChangeEvent) {
  // A deletion is final, and of what it has deleted nothing is kept.
  if (events.has(deletion)) return
  if (event.type === deletion) events.clear()
  const about = 'emoji' in event ? aboutReaction(event.emoji, event.party) : event.type
  if (event.index > (events.get(about)?.index ?? 0)) events.set(about, event)
}

/** In one go: a message may have thousands of reactions. */
function applied(base: TranscriptEntry, changes: readonly Change[], visitor: () => Party): TranscriptEntry {
  let shown = base
  const reactions = new Map<string, Reaction>()
  for (const change of changes) {
    if (shown.deleted) break
    if ('emoji' in change) {
      const { emoji, on } = change
      const party = 'party' in change ? change.party : visitor()
      const about = aboutReaction(emoji, party)
      reactions.delete(about)
      if (on) reactions.set(about, { emoji, party })
    } else if ('content' in change)
      shown = { ...shown, event: { ...(shown.event as EventMessage), content: change.content }, edited: true }
    else shown = emptied(shown)
  }
  const isReacted = !shown.deleted && changes.some((change) => 'emoji' in change)
  return isReacted ? { ...shown, reactions: [...reactions.values()] } : shown
}

const aboutReaction = (emoji: string, { id }: Party) => `${emoji} ${id}`

/** A deleted message: who said something, when and where, and not what. */
function emptied({ key, at, event, delivery }: TranscriptEntry): TranscriptEntry {
  const { type, index, party } = event as EventMessage
  const content = { type: 'text', text: '' } as const
  return { key, at, index, event: { type, index, at, party, content }, ...(delivery && { delivery }), deleted: true }
}
