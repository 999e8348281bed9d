import type { ChatSession, Party, TranscriptEntry } from '@chat-transport/core'

export type ChangeKind = 'edits' | 'deletes' | 'reacts' | 'takes a reaction back'

/** `which`: a number modulo the number of messages that can be changed so. */
export interface ChangeChoice {
  readonly how: ChangeKind
  readonly which: number
}

/** A change that a page asks for. `mark`: as `markOf` gives it. */
export interface AskedChange {
  readonly mark: string
  readonly what: string
  readonly ask: () => Promise<unknown>
}

/** A change to one of the messages that the page shows. `name`: one that no other change has. */
export function chooseChange(
  session: ChatSession,
  { how, which }: ChangeChoice,
  name: string,
): AskedChange | undefined {
  const messages = session.transcript.filter(({ event, deleted }) => event?.type === 'EventMessage' && !deleted)
  const own = messages.filter((entry) => partyOf(entry)?.id === session.party.id)
  const reacted = messages.filter((entry) => reactionOf(entry, session.party) !== undefined)
  const candidates = { edits: own, deletes: own, reacts: messages, 'takes a reaction back': reacted }[how]
  const entry = candidates[which % candidates.length]
  const target = entry?.index
  if (!entry || target === undefined) return undefined
  switch (how) {
    case 'edits':
      return { mark: name, what: `editMessage(${target}, '${name}')`, ask: () => session.editMessage(target, name) }
    case 'deletes':
      return { mark: `-${target}`, what: `deleteMessage(${target})`, ask: () => session.deleteMessage(target) }
    case 'reacts':
      return { mark: name, what: `react(${target}, '${name}')`, ask: () => session.react(target, name) }
    case 'takes a reaction back': {
      const emoji = reactionOf(entry, session.party) ?? ''
      const what = `react(${target}, '${emoji}', false)`
      return { mark: `-${emoji}`, what, ask: () => session.react(target, emoji, false) }
    }
  }
}

const partyOf = ({ event }: TranscriptEntry): Party | undefined =>
  event?.type === 'EventMessage' ? event.party : undefined
const reactionOf = ({ reactions = [] }: TranscriptEntry, { id }: Party) =>
  reactions.find(({ party }) => party.id === id)?.emoji
