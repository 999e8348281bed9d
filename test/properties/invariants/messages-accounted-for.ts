import { ChatError } from '@chat-transport/core'
import { textsOf } from '../world/far-side.ts'
import type { Page, Said } from '../world/page.ts'
import type { World } from '../world/world.ts'

/**
 * Each message is at the server exactly once, or was handed back, or is lost with a page that reported that it could not store it.
 * The messages of one page are in the order in which they were written. The server has no session that the visitor did not ask for.
 */
export function messageWrongs(world: World): string[] {
  const texts = [...world.farSide.transcripts.values()].map(textsOf)
  const kept = texts.flat()
  const handedBack = new Set(
    world.pages.flatMap(({ unsent, records }) => [...unsent, ...records.flatMap(({ failed }) => [...failed])]),
  )
  const fates = { kept, handedBack, turnedDown: world.farSide.turnedDown }
  const doubled = kept.filter((text, place) => kept.indexOf(text) !== place)
  return [
    ...doubled.map((text) => `'${text}' is at the server twice`),
    ...world.pages.flatMap((page) => page.said.flatMap((message) => fateWrong(page, message, fates))),
    ...world.pages.flatMap((page) => texts.flatMap((session) => orderWrong(page, session))),
    ...sessionWrongs(world),
  ]
}

interface Fates {
  readonly kept: readonly string[]
  readonly handedBack: ReadonlySet<string>
  readonly turnedDown: ReadonlySet<string>
}
function fateWrong(page: Page, message: Said, fates: Fates): string[] {
  const { text, outcome, error } = message
  const isKept = fates.kept.includes(text)
  if (isKept) return isRefusal(error) ? [`'${text}' was refused, and is at the server all the same`] : []
  if (outcome === 'resolved') return [`${page.name} was told that '${text}' had been sent, but it is nowhere`]
  return isAnswered(message, fates) || isExcused(page, message)
    ? []
    : [`'${text}' of ${page.name} is lost (${outcome})`]
}
/** The message was handed back to the visitor, or the server has refused it. */
const isAnswered = ({ text, outcome, error }: Said, { handedBack, turnedDown }: Fates) =>
  handedBack.has(text) || turnedDown.has(text) || (outcome === 'rejected' && !staysQueued(error))
const isExcused = ({ storage }: Page, { excuse }: Said) => excuse !== undefined || storage.unreliable
const staysQueued = (error: unknown) =>
  (error as Error).name ===
  'AbortError' /** Error 51 and 52 mean that the command had no effect; 150 and 152, that the outcome is unknown. */
const isRefusal = (error: unknown) => ChatError.is(error) && error.code < 100

function orderWrong({ name, said }: Page, session: readonly string[]): string[] {
  const own = new Set(said.map(({ text }) => text))
  const arrived = session.filter((text) => own.has(text))
  const written = said.map(({ text }) => text).filter((text) => arrived.includes(text))
  return arrived.some((text, place) => text !== written[place])
    ? [`${name} wrote ${written.join(', ')} and the server has ${arrived.join(', ')}`]
    : []
}

function sessionWrongs({ farSide, startsAnew }: World): string[] {
  const { size } = farSide.started
  return size > startsAnew ? [`${size} sessions were started, and ${startsAnew} were asked for`] : []
}
