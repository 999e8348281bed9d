import { isTranscriptCommand, type ChatCommand, type Clock } from '@chat-transport/core'
import { createCommandQueue } from './command-queue.ts'
import type { Member } from './member.ts'
import { createReadingTurns } from './reading-turns.ts'
import { createTypingDesk } from './typing-desk.ts'

export interface CommandDeskOptions {
  readonly clock: Clock
  send(command: ChatCommand): void | Promise<void>
  members(): Iterable<Member>
  /** The visitor has read up to there, in the tab of `member`. */
  onRead(upTo: number, member: Member): void
}

/**
 * Takes the commands of all tabs to the server: in the order in which they came, each once on a line, at the pace that the server
 * allows. The visitor is one: they type when they type in any tab, and have read what they have read in any (S7).
 */
export function createCommandDesk({ clock, send, members, onRead }: CommandDeskOptions) {
  /** Who said what is not answered yet. Two tabs say the same where one has taken over what the other has saved. */
  const senders = new Map<string, Set<Member>>()
  const typing = createTypingDesk(clock)
  /** What the server has accepted on this line: whoever says it again gets the event, or has it. */
  const accepted = createRecentIds()
  const queue = createCommandQueue({ clock, send, isShared: () => [...members()].length > 1 })
  const readings = createReadingTurns((command) => queue.add(command))
  let highest: { readonly upTo: number; readonly member: Member } | undefined

  /** What need not be told, since another tab has. */
  const isKnown = (command: ChatCommand, member: Member): boolean => {
    if (command.type === 'SendTyping') return typing.isKnown(command, member)
    if (command.type === 'SendMessage') typing.said(member)
    if (command.type === 'MarkRead') {
      if (highest && highest.member !== member && command.upTo <= highest.upTo) return true
      highest = { upTo: command.upTo, member }
      onRead(command.upTo, member)
      return false
    }
    if (accepted.has(command.id)) return true
    const isInFlight = senders.has(command.id)
    senders.set(command.id, (senders.get(command.id) ?? new Set()).add(member))
    return isInFlight && isTranscriptCommand(command)
  }

  return {
    take(command: ChatCommand, member: Member, written: () => void) {
      if (isKnown(command, member)) return written()
      if (command.type !== 'ReadTranscript') return queue.add(command, written)
      written()
      readings.add(command, member)
    },
    /** Reads for the leader itself. */
    read: readings.add,
    /** Who said the command and is there still; nobody is told twice. `undefined`: no tab did. `isAccepted`: its event is in the transcript. */
    answered(commandId: string, isAccepted = false): Iterable<Member> | undefined {
      if (isAccepted) accepted.add(commandId)
      const members = senders.get(commandId)
      senders.delete(commandId)
      readings.answered(commandId)
      return members
    },
    connected: queue.connected,
    /** What was not answered is said again by its tab. */
    lost() {
      queue.lost()
      readings.lost()
      senders.clear()
      accepted.clear()
      typing.lost()
      highest = undefined
    },
    /** A tab is gone. What it has asked is answered to nobody. */
    left(member: Member) {
      typing.left(member)
      for (const tabs of senders.values()) tabs.delete(member)
    },
  }
}
export type CommandDesk = ReturnType<typeof createCommandDesk>

/** Two tabs say the same within moments. */
const mostRecent = 1000

function createRecentIds() {
  const ids = new Set<string>()
  return {
    has: (id: string) => ids.has(id),
    add(id: string) {
      ids.add(id)
      const [oldest] = ids
      if (ids.size > mostRecent && oldest !== undefined) ids.delete(oldest)
    },
    clear: () => ids.clear(),
  }
}
