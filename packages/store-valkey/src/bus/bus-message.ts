import type { SessionListener, StoredVisitor, ToldClaim } from '@chat-transport/backend'

/** What kind of thing is told, and the rest. */
const parts = (text: string) => cut(text, text.indexOf('\n'))
const cut = (text: string, at: number) => [text.slice(0, at), text.slice(at + 1)] as const

/** A text that a back end tells the others. */
export const toldText = (message: string): string => `told\n${message}`

/** Whether it is about something that the store keeps. */
export const isOfStore = (text: string): boolean => !text.startsWith('told\n')

/**
 * Tells a listener what was heard on the channel of its session:
 *
 *   appended, index, visitor or nothing, event     a line each; the event is the rest
 *   claimed, [back end, start, page, epoch]        ids are encoded, as in keys
 *   removed
 *   told, text
 */
export function deliverTo(listener: SessionListener, text: string): void {
  const [what, rest] = parts(text)
  if (what === 'appended') listener.appended(eventOf(rest))
  else if (what === 'claimed') listener.claimed(claimOf(rest))
  else if (what === 'removed') listener.removed()
  else if (what === 'told') listener.told(rest)
}

function eventOf(text: string) {
  const [index, rest] = parts(text)
  const [visitor, json] = parts(rest)
  return { index: Number(index), json, ...(visitor !== '' && { visitor: JSON.parse(visitor) as StoredVisitor }) }
}

function claimOf(text: string): ToldClaim {
  const [backendId, startId, pageId, epoch] = JSON.parse(text) as [string, string, string, number]
  return { backendId, startId, pageId, epoch }
}
