import type { TranscriptEvent } from '@chat-transport/core'
import { shownBy, toBeShown } from '../../support/shown-messages.ts'
import type { Page } from '../world/page.ts'
import type { World } from '../world/world.ts'
import { tellingEvents, toldIndexes } from './handlers-told.ts'
import { staysStreaming } from './streams-whole.ts'

/** Must hold after the faults have stopped and everything in transit has arrived. */
export function wrongsOnceCalm(world: World): string[] {
  const { livingPages, farSide } = world
  const connected = livingPages.filter(({ session }) => session?.status === 'connected')
  return [
    ...livingPages.flatMap(unsettled),
    ...connected.flatMap((page) => behind(page, farSide.transcripts.get(page.session?.id ?? '') ?? [])),
    ...farSide.openSessions().flatMap((id) => {
      const there = connected.filter(({ session }) => session?.id === id).map(({ name }) => name)
      return there.length > 1 ? [`${there.join(' and ')} are connected to one session`] : []
    }),
    ...connected
      .filter(({ session }) => !farSide.openSessions().includes(session?.id ?? ''))
      .map(({ name }) => `${name} is connected to a session that is over`),
  ]
}

/** A page that comes back without faults must have the session, or see that it has ended. */
export function wrongsOnceBack({ farSide }: World, { name, session, waits }: Page): string[] {
  if (!session) return [`${name} came back, and has no session: ${String(waits.at(-1)?.error)}`]
  const isOpen = farSide.openSessions().includes(session.id)
  if (session.status === (isOpen ? 'connected' : 'ended')) return []
  return [`${name} came back to a session that is ${isOpen ? 'open' : 'over'}, and is ${session.status}`]
}

function unsettled({ name, session, waits, said, waitsForMessage }: Page): string[] {
  const pending = [...waits, ...said].filter(({ outcome }) => outcome === 'pending')
  const status = session?.status ?? 'connected'
  return [
    ...pending.map(({ what }) => `${name}: ${what} never settles`),
    ...(waitsForMessage || ['connected', 'ended', 'closed'].includes(status) ? [] : [`${name} stays ${status}`]),
  ]
}

/** A page that reports `connected` must show what the server has, as its changes leave it, and must have reported it all. */
function behind(page: Page, kept: readonly TranscriptEvent[]): string[] {
  const { name, session, records } = page
  if (!session) return []
  const shown = session.transcript.filter(({ index }) => index !== undefined).map(shownBy)
  const due = toBeShown(kept)
  const differs = shown.findIndex((one, place) => JSON.stringify(one) !== JSON.stringify(due[place]))
  const told = toldIndexes(records.at(-1)?.told ?? [])
  const toTell = tellingEvents(kept).length
  return [
    ...(shown.length === due.length ? [] : [`${name} looks alive and shows ${shown.length} of ${due.length} events`]),
    ...(differs < 0 ? [] : [`${name} does not show event ${shown[differs]?.event.index} as its changes leave it`]),
    ...staysStreaming(page),
    ...(session.party.name === visitorIn(kept) ? [] : [`${name} takes its visitor for ${session.party.name}`]),
    ...(told.length === toTell ? [] : [`${name} has told its handlers ${told.length} of ${toTell} events`]),
  ]
}

/** As whom the transcript knows the visitor. */
const visitorIn = (kept: readonly TranscriptEvent[]) =>
  kept
    .flatMap((event) =>
      event.type === 'EventParticipantJoined' || event.type === 'EventParticipantUpdated' ? event.party : [],
    )
    .filter(({ type }) => type === 'client')
    .at(-1)?.name
