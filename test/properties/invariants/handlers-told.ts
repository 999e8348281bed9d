import type { TranscriptEvent } from '@chat-transport/core'
import type { Page } from '../world/page.ts'
import type { SessionRecord, Told } from '../world/session-record.ts'
import type { World } from '../world/world.ts'

const interruptionTimeoutMs = 3000

/** What holds of everything that handlers were told, in every page there ever was. */
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

const telling: readonly string[] = ['EventMessage', 'EventParticipantJoined', 'EventParticipantLeft', 'EventNotice']
/** The events that have a handler of their own. */
export const tellingEvents = (kept: readonly TranscriptEvent[]) => kept.filter(({ type }) => telling.includes(type))

/** `replayed` is the page's own word. */
const withoutMark = (field: string, value: unknown) => (field === 'replayed' ? undefined : value)

const indexOf = ({ event }: Told) => ('index' in event ? event.index : undefined)
export const toldIndexes = (told: readonly Told[]) => told.map(indexOf).filter((index) => index !== undefined)

/** Each event once, in order, none left out, and as the server has it. */
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

/** Interrupted and continued alternate; 150 comes with each interruption; none comes before its time. */
function outageWrongs(told: readonly Told[]): string[] {
  const wrongs: string[] = []
  const outages = told.filter(({ name }) => name === 'interrupted' || name === 'continued').map(({ name }) => name)
  if (outages.some((name, place) => name !== (place % 2 === 0 ? 'interrupted' : 'continued')))
    wrongs.push(`interrupted and continued do not alternate: ${outages.join(', ')}`)
  const errors = told.filter((one) => one.name === 'error' && one.event.error.code === 150).length
  const interruptions = outages.filter((name) => name === 'interrupted').length
  if (errors !== interruptions) wrongs.push(`${errors} errors 150 for ${interruptions} interruptions`)
  /** Until the session was handed out everything was held: that is told at once, however long it took. */
  const heldUntil = told[0]?.atMs
  let leftAt = 0
  for (const { name, event, atMs } of told) {
    if (name !== 'statusChanged') continue
    if (event.previous === 'connected') leftAt = atMs
    const awayMs = Math.round(atMs - leftAt) // chance makes fractions of milliseconds, and they do not add up exactly
    if (event.current === 'interrupted' && leftAt !== heldUntil && awayMs < interruptionTimeoutMs)
      wrongs.push(`interrupted ${awayMs} ms after the line was lost`)
  }
  return wrongs
}
