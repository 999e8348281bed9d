import {
  createTokenBucket,
  isTranscriptCommand,
  type ChatCommand,
  type Clock,
  type TokenBucket,
} from '@chat-transport/core'
import type { Member } from './member.ts'
import { createTypingDesk } from './typing-desk.ts'

export interface CommandDeskOptions {
  readonly clock: Clock
  send(command: ChatCommand): void | Promise<void>
  members(): Iterable<Member>
  /** The visitor has read up to there, in the tab of `member`. */
  read(upTo: number, member: Member): void
}

interface Waiting {
  readonly command: ChatCommand
  written(): void
}

/**
 * Takes the commands of all tabs to the server: in the order in which they came, each once on a line, at the pace that the server
 * allows. The visitor is one: they type when they type in any tab, and have read what they have read in any (S7).
 */
export function createCommandDesk({ clock, send, members, read }: CommandDeskOptions) {
  /** Who said what is not answered yet. Two tabs say the same where one has taken over what the other has saved. */
  const senders = new Map<string, Set<Member>>()
  const typing = createTypingDesk(clock)
  /** What the server has accepted on this line: whoever says it again gets the event, or has it. */
  const accepted = createRecentIds()
  let queue: Waiting[] = []
  let rate: TokenBucket | undefined
  let perSecond = 0
  let highest: { readonly upTo: number; readonly member: Member } | undefined
  let isOpen = false
  let cancelWait: () => void = () => undefined

  const pump = () => {
    cancelWait()
    while (queue.length > 0 && isOpen) {
      // A single tab keeps to the pace by itself.
      if ([...members()].length > 1 && rate && !rate.tryAcquire()) {
        cancelWait = clock.after(rate.waitMs(), pump)
        return
      }
      const { command, written } = queue.shift() as Waiting
      const sent = async () => send(command)
      sent().then(written, () => undefined) // The line is lost, and each tab says it again on its next.
    }
  }
  /** What need not be told, since another tab has. */
  const isKnown = (command: ChatCommand, member: Member): boolean => {
    if (command.type === 'SendTyping') return typing.isKnown(command, member)
    if (command.type === 'SendMessage') typing.said(member)
    if (command.type === 'MarkRead') {
      if (highest && highest.member !== member && command.upTo <= highest.upTo) return true
      highest = { upTo: command.upTo, member }
      read(command.upTo, member)
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
      queue.push({ command, written })
      pump()
    },
    /** Who said the command; nobody is asked twice. `isAccepted`: its event is in the transcript. */
    answered(commandId: string, isAccepted = false): ReadonlySet<Member> | undefined {
      if (isAccepted) accepted.add(commandId)
      const members = senders.get(commandId)
      senders.delete(commandId)
      return members
    },
    connected(commandsPerSecond: number) {
      if (perSecond !== commandsPerSecond) rate = createTokenBucket({ clock, perSecond: commandsPerSecond })
      perSecond = commandsPerSecond
      isOpen = true
      pump()
    },
    /** What was not answered is said again by its tab. */
    lost() {
      cancelWait()
      queue = []
      senders.clear()
      accepted.clear()
      typing.lost()
      highest = undefined
      isOpen = false
    },
    /** A tab is gone. */
    left(member: Member) {
      typing.left(member)
      for (const [id, tabs] of senders) if (tabs.delete(member) && tabs.size === 0) senders.delete(id)
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
