import type { Agent } from '@chat-transport/backend'
import {
  ErrorCode,
  type ChatSession,
  type EventError,
  type EventMessage,
  type TranscriptEvent,
} from '@chat-transport/core'
import type { Dice } from '../support/dice.ts'
import { deletionName, editName, reactionName, type Said } from './said.ts'
import type { Tally } from './tally.ts'
import type { OpenPage } from './visitor.ts'

const kinds = ['edit', 'edit', 'react', 'react', 'react', 'delete'] as const
const emojis = ['👍', '🎉', 'thanks']

type Changer = Pick<ChatSession | Agent, 'editMessage' | 'deleteMessage' | 'react' | 'party'>

/** Edits, deletions and reactions of both sides, to messages that they know. */
export function createChanges({ dice, tally }: ChangesOptions) {
  const known = new Map<number, EventMessage>()
  const deleted = new Set<number>()
  let edits = 0

  /** Draws the same, whether there is something to change or not. */
  function change(by: Changer, messages: readonly EventMessage[], add: Said['add']): void {
    const [kind, place] = [dice.pick(kinds), dice.between(0, 9_999)]
    const [emoji, on] = [dice.pick(emojis), dice.chance(0.7)]
    const isAnybodys = kind === 'react' || (kind === 'delete' && by.party.type === 'agent')
    const candidates = messages.filter(({ party }) => isAnybodys || party.id === by.party.id)
    const target = candidates[place % candidates.length]?.index
    if (target === undefined) return
    tally.changes += 1
    if (kind === 'edit') {
      const text = `edit ${(edits += 1)}`
      add({ name: editName(target, text), target, inTurn: true }, by.editMessage(target, text))
    } else if (kind === 'delete') add({ name: deletionName(target), target, inTurn: true }, by.deleteMessage(target))
    else add({ name: reactionName(target, emoji, on), target, inTurn: true }, by.react(target, emoji, on))
  }

  return {
    /** What the agent knows of the transcript. */
    take(event: TranscriptEvent): void {
      if (event.type === 'EventMessage') known.set(event.index, event)
      if (event.type === 'EventMessageDeleted' && known.delete(event.target)) deleted.add(event.target)
    },
    /** One side may change what the other has just deleted. */
    isOfDeleted: ({ code, description }: EventError['error']) =>
      code === ErrorCode.incorrectParameter &&
      [...deleted].some((target) => description.endsWith(`the message at index ${target} is deleted`)),
    byVisitor: ({ session, add }: OpenPage) => change(session, messagesIn(session), add),
    byAgent: (agent: Agent, said: Said) => change(agent, [...known.values()], said.add),
  }
}

export type Changes = ReturnType<typeof createChanges>

const messagesIn = ({ transcript }: ChatSession) =>
  transcript.flatMap(({ event, deleted }) => (event?.type === 'EventMessage' && !deleted ? event : []))

export interface ChangesOptions {
  readonly dice: Dice
  readonly tally: Tally
}
