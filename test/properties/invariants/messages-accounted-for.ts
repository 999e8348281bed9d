import { ChatError, type TranscriptEvent } from '@chat-transport/core'
import { mayRecur, visitorsMarks } from '../world/marks.ts'
import type { Page, Said } from '../world/page.ts'
import type { World } from '../world/world.ts'

/**
 * Each message, and each change, is at the server exactly once, or was handed back, or is lost with a page that reported that it could
 * not store it; a change is also over with its session. What one page has asked for is in the order in which it did. The server
 * has no session that the visitor did not ask for.
 */
export function messageWrongs(world: World): string[] {
  const transcripts = [...world.farSide.transcripts.values()]
  const marks = transcripts.map(visitorsMarks)
  const kept = marks.flat()
  const handedBack = new Set(
    world.pages.flatMap(({ unsent, records }) => [...unsent, ...records.flatMap(({ failed }) => [...failed])]),
  )
  const open = new Set(world.farSide.openSessions())
  const fates = { kept, handedBack, turnedDown: world.farSide.turnedDown, open }
  return [
    ...repeated(kept.filter((mark) => !mayRecur(mark))).map((mark) => `'${mark}' is at the server twice`),
    ...transcripts.flatMap(commandWrongs),
    ...world.pages.flatMap((page) => page.said.flatMap((message) => fateWrong(page, message, fates))),
    ...world.pages.flatMap((page) => marks.flatMap((session) => orderWrong(page, session))),
    ...sessionWrongs(world),
  ]
}

const repeated = <Value>(all: readonly Value[]) => all.filter((one, place) => all.indexOf(one) !== place)

function commandWrongs(events: readonly TranscriptEvent[]): string[] {
  const commands = events.flatMap((event) => ('commandId' in event ? (event.commandId ?? []) : []))
  return repeated(commands).map((id) => `the command ${id} has two events`)
}

interface Fates {
  readonly kept: readonly string[]
  readonly handedBack: ReadonlySet<string>
  readonly turnedDown: ReadonlySet<string>
  /** The sessions that are not over. */
  readonly open: ReadonlySet<string>
}
function fateWrong(page: Page, message: Said, fates: Fates): string[] {
  const { mark, what, outcome, error } = message
  const isKept = fates.kept.includes(mark)
  if (isKept)
    return isRefusal(error) && !mayRecur(mark) ? [`'${mark}' was refused, and is at the server all the same`] : []
  if (outcome === 'resolved') return [`${page.name} was told that ${what} had been done, but it is nowhere`]
  return isAnswered(message, fates) || isExcused(page, message) || isOver(message, fates)
    ? []
    : [`'${mark}' of ${page.name} is lost (${outcome})`]
}
/** It was handed back to the visitor, or the server has refused it. */
const isAnswered = ({ mark, outcome, error }: Said, { handedBack, turnedDown }: Fates) =>
  handedBack.has(mark) || turnedDown.has(mark) || (outcome === 'rejected' && !staysQueued(error))
const isExcused = ({ storage }: Page, { excuse }: Said) => excuse !== undefined || storage.unreliable
const isOver = ({ changes }: Said, { open }: Fates) => changes !== undefined && !open.has(changes)
const staysQueued = (error: unknown) => (error as Error).name === 'AbortError'
/** Error 51 and 52 mean that the command had no effect; 150 and 152, that the outcome is unknown. */
const isRefusal = (error: unknown) => ChatError.is(error) && error.code < 100

/** A page whose storage has failed does not see what it has queued there: only a later page sends that. */
function orderWrong({ name, said, storage }: Page, session: readonly string[]): string[] {
  if (storage.unreliable) return []
  const own = said.map(({ mark }) => mark).filter((mark) => !mayRecur(mark))
  const arrived = session.filter((mark) => own.includes(mark))
  const asked = own.filter((mark) => arrived.includes(mark))
  return arrived.some((mark, place) => mark !== asked[place])
    ? [`${name} asked for ${asked.join(', ')} and the server has ${arrived.join(', ')}`]
    : []
}

function sessionWrongs({ farSide, startsAnew }: World): string[] {
  const { size } = farSide.started
  return size > startsAnew ? [`${size} sessions were started, and ${startsAnew} were asked for`] : []
}
