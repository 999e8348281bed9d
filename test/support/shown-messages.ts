import type { EventMessage, TranscriptEntry, TranscriptEvent } from '@chat-transport/core'

/** One event of a transcript as a page has to show it. */
export interface ShownEvent {
  readonly event: TranscriptEvent
  readonly edited: boolean
  readonly deleted: boolean
  readonly reactions: readonly { readonly emoji: string; readonly by: string }[]
}

/** What has to be shown of a server's events: each message as its changes leave it (P98, P99), no change by itself. */
export function toBeShown(events: readonly TranscriptEvent[]): readonly ShownEvent[] {
  const shown = new Map<number, ShownEvent>()
  for (const event of events) {
    if (!isChangeEvent(event)) shown.set(event.index, { event, edited: false, deleted: false, reactions: [] })
    else {
      const message = shown.get(event.target)
      if (message && !message.deleted) shown.set(event.target, changed(message, event))
    }
  }
  return [...shown.values()]
}

/** The same of an entry that has come from the server. */
export function shownBy({ event, edited, deleted, reactions = [] }: TranscriptEntry): ShownEvent {
  if (!event) throw new Error('it has not come from the server')
  return {
    event,
    edited: edited ?? false,
    deleted: deleted ?? false,
    reactions: reactions.map(({ emoji, party }) => ({ emoji, by: party.id })),
  }
}

type ChangeEvent = Extract<TranscriptEvent, { readonly target: number }>

export const isChangeEvent = (event: TranscriptEvent): event is ChangeEvent => 'target' in event

function changed(message: ShownEvent, change: ChangeEvent): ShownEvent {
  const original = message.event as EventMessage
  switch (change.type) {
    case 'EventMessageEdited':
      return { ...message, event: { ...original, content: change.content }, edited: true }
    case 'EventMessageDeleted': {
      const { type, index, at, party } = original
      const event = { type, index, at, party, content: { type: 'text', text: '' } } as const
      return { event, edited: false, deleted: true, reactions: [] }
    }
    case 'EventReaction': {
      const { emoji, on, party } = change
      const others = message.reactions.filter((other) => other.emoji !== emoji || other.by !== party.id)
      return { ...message, reactions: on ? [...others, { emoji, by: party.id }] : others }
    }
  }
}
