import type { TranscriptEvent } from '@chat-transport/core'
import type { Page } from '../world/page.ts'
import type { SessionRecord, Told } from '../world/session-record.ts'
import type { World } from '../world/world.ts'

const interruptionTimeoutMs = 3000

/** Must hold for all calls of handlers, in all pages. */
export function handlerWrongs(world: World): string[] {
  return world.pages.flatMap((page) => page.records.flatMap((record) => recordWrongs(world, page, record)))
}

function recordWrongs({ farSide }: World, { name }: Page, { session, told, toldLate }: SessionRecord): string[] {
  const kept = farSide.transcripts.get(session.id) ?? []
  return [
    ...toldLate.map((late) => `${name} was told ${late.name} after the end`),
    ...eventWrongs(told, kept),
    ...statusWrongs(told),
    ...outageWrongs(told),
  ].map((wrong) => (wrong.startsWith(name) ? wrong : `${name}: ${wrong}`))
}

const telling: readonly string[] = [
  'EventMessage',
  'EventParticipantJoined',
  'EventParticipantLeft',
  'EventParticipantUpdated',
  'EventNotice',
]
/** The events that have their own handler. */
export const tellingEvents = (kept: readonly TranscriptEvent[]) => kept.filter(({ type }) => telling.includes(type))

/** `replayed` is added by the page. */
const withoutMark = (field: string, value: unknown) => (field === 'replayed' ? undefined : value)

const indexOf = ({ event }: Told) => ('index' in event ? event.index : undefined)
export const toldIndexes = (told: readonly Told[]) => told.map(indexOf).filter((index) => index !== undefined)

/** Each event must come once, in order, without gaps, and equal to the server's. */
function eventWrongs(told: readonly Told[], kept: readonly TranscriptEvent[]): string[] {
  const expected = tellingEvents(kept)
  const events = told.filter((one) => indexOf(one) !== undefined).map(({ event }) => event as TranscriptEvent)
  for (const [place, event] of events.entries()) {
    if (JSON.stringify(event, withoutMark) === JSON.stringify(expected[place])) continue
    return [`event ${event.index} was told where ${expected[place]?.index ?? 'nothing'} was due`]
  }
  return []
}

function statusWrongs(told: readonly Told[]): string[] {
  const changes = told.filter((one) => one.name === 'statusChanged').map(({ event }) => event)
  const broken = changes.find(({ previous }, place) => place > 0 && previous !== changes[place - 1]?.current)
  const ends = told.filter(({ name }) => name === 'sessionEnded').length
  return [
    ...(broken ? [`the status went on from ${broken.previous}, which it was not`] : []),
    ...(ends > 1 ? [`the end was told ${ends} times`] : []),
  ]
}

/** Interrupted and continued must alternate; each interruption has one error 150, and none comes too early. */
function outageWrongs(told: readonly Told[]): string[] {
  const wrongs: string[] = []
  const outages = told.filter(({ name }) => name === 'interrupted' || name === 'continued').map(({ name }) => name)
  if (outages.some((name, place) => name !== (place % 2 === 0 ? 'interrupted' : 'continued')))
    wrongs.push(`interrupted and continued do not alternate: ${outages.join(', ')}`)
  const errors = told.filter((one) => one.name === 'error' && one.event.error.code === 150).length
  const interruptions = outages.filter((name) => name === 'interrupted').length
  if (errors !== interruptions) wrongs.push(`${errors} errors 150 for ${interruptions} interruptions`)
  /** Before the page had the session, its events were held back. They are all reported at this time. */
  const heldUntil = told[0]?.atMs
  let leftAt = 0
  for (const { name, event, atMs } of told) {
    if (name !== 'statusChanged') continue
    if (event.previous === 'connected') leftAt = atMs
    const awayMs = Math.round(atMs - leftAt) // rounded, because random fractions of milliseconds do not add up exactly
    if (event.current === 'interrupted' && leftAt !== heldUntil && awayMs < interruptionTimeoutMs)
      wrongs.push(`interrupted ${awayMs} ms after the line was lost`)
  }
  return wrongs
}
