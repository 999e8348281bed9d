import type { ChatCommand, TranscriptEvent } from '@chat-transport/core'

/** What is asked for or told, by what cannot be mistaken for something else. Those that begin so may have been asked for twice. */
export const mayRecur = (mark: string): boolean => mark.startsWith('-')

/** The mark of a command, or of its event. `undefined`: of anything but a message or a change. */
export function markOf(one: ChatCommand | TranscriptEvent): string | undefined {
  if ('content' in one) return one.content.type === 'text' ? one.content.text : undefined
  if ('emoji' in one) return one.on ? one.emoji : `-${one.emoji}`
  return 'target' in one ? `-${one.target}` : undefined
}

/** The marks of all that the visitor has said and changed in a transcript, in order. */
export function visitorsMarks(events: readonly TranscriptEvent[]): string[] {
  return events.flatMap((event) => {
    const isVisitors = 'party' in event && event.party?.type === 'client'
    return isVisitors ? (markOf(event) ?? []) : []
  })
}
