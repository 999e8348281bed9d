import type { EventMessage, Reaction, TranscriptEntry, TranscriptEvent } from '@chat-transport/core'

/** What a page shows of one event. */
export interface Shown {
  readonly index: number
  readonly event: TranscriptEvent
  readonly edited: boolean
  readonly deleted: boolean
  readonly reactions: readonly Reaction[]
}

/** What a page has to show of a transcript: each message as its changes leave it, in order. */
export function shownOf(transcript: readonly TranscriptEvent[]): readonly Shown[] {
  const shown = new Map<number, Shown>()
  const change = (target: number, by: (message: Shown, event: EventMessage) => Partial<Shown>) => {
    const message = shown.get(target)
    if (message?.event.type === 'EventMessage' && !message.deleted)
      shown.set(target, { ...message, ...by(message, message.event) })
  }
  for (const event of transcript) {
    if (event.type === 'EventMessageEdited')
      change(event.target, (_, message) => ({ event: { ...message, content: event.content }, edited: true }))
    else if (event.type === 'EventMessageDeleted') change(event.target, (_, message) => emptied(message))
    else if (event.type === 'EventReaction')
      change(event.target, ({ reactions }) => {
        const { emoji, party, on } = event
        const others = reactions.filter((other) => other.emoji !== emoji || other.party.id !== party.id)
        return { reactions: on ? [...others, { emoji, party }] : others }
      })
    else shown.set(event.index, { index: event.index, event, edited: false, deleted: false, reactions: [] })
  }
  return [...shown.values()]
}

/** What a page shows of what the server has. */
export const shownIn = (entries: readonly TranscriptEntry[]): readonly Shown[] =>
  entries.flatMap(({ index, event, edited = false, deleted = false, reactions = [] }) =>
    index === undefined || !event ? [] : { index, event, edited, deleted, reactions },
  )

function emptied({ type, index, at, party }: EventMessage): Partial<Shown> {
  const event = { type, index, at, party, content: { type: 'text', text: '' } } as const
  return { event, edited: false, deleted: true, reactions: [] }
}
