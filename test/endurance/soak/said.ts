import { ChatError, type TranscriptEvent } from '@chat-transport/core'

/** Something that a party has said or changed. */
export interface Deed {
  /** As `nameOf` has it of the event that it becomes. */
  readonly name: string
  /** Of a change: the index of its message. */
  readonly target?: number
  /** Whether its event comes after those of what the party did before. Streams and files come when they are whole. */
  readonly inTurn: boolean
  /** It was begun while the visitor was leaving, and may come to nothing. */
  readonly mayBeCut?: boolean
}

/** What one party has said and changed, in order, and what became of it as far as somebody was told. */
export interface Said {
  readonly deeds: readonly Deed[]
  /** Told to be not sent, or maybe not: not lost, since somebody knows. */
  readonly handedBack: ReadonlySet<string>
  /** The server has refused it: why. */
  readonly refused: ReadonlyMap<string, Error>
  /** How many have neither been done nor been given up. */
  readonly pending: number
  add(deed: Deed, done: Promise<unknown>): void
  failed(name: string, error: unknown): void
}

export function createSaid(): Said {
  const deeds: Deed[] = []
  const handedBack = new Set<string>()
  const refused = new Map<string, Error>()
  let pending = 0

  const failed = (name: string, error: unknown) => {
    // Only an AbortError leaves a command queued: it still has to arrive.
    if (error instanceof DOMException && error.name === 'AbortError') return
    if (isRefusal(error)) refused.set(name, error)
    else handedBack.add(name)
  }
  return {
    deeds,
    handedBack,
    refused,
    get pending() {
      return pending
    },
    add(deed, done) {
      deeds.push(deed)
      pending += 1
      done.catch((error: unknown) => failed(deed.name, error)).finally(() => (pending -= 1))
    },
    failed,
  }
}

/** Names an event by what the party wanted with it; `undefined`: it is neither a message nor a change. */
export function nameOf(event: TranscriptEvent): string | undefined {
  switch (event.type) {
    case 'EventMessage':
      return 'text' in event.content ? event.content.text : undefined
    case 'EventMessageEdited':
      return editName(event.target, 'text' in event.content ? (event.content.text ?? '') : '')
    case 'EventMessageDeleted':
      return deletionName(event.target)
    case 'EventReaction':
      return reactionName(event.target, event.emoji, event.on)
    default:
      return undefined
  }
}
export const editName = (target: number, text: string) => `${target} says: ${text}`
export const deletionName = (target: number) => `${target} is deleted`
export const reactionName = (target: number, emoji: string, on: boolean) => `${target} ${emoji} ${on ? 'on' : 'off'}`

/** The server's answer, of whatever kind: nothing here may be refused because of a bad line. */
const isRefusal = (error: unknown): error is ChatError => ChatError.is(error) && error.code < 150
