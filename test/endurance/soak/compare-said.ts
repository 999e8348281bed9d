import type { Party, TranscriptEvent } from '@chat-transport/core'
import { nameOf, type Deed, type Said } from './said.ts'
import type { Tally } from './tally.ts'

export interface ComparisonOfSaid {
  readonly tally: Tally
  /** Names the round in what is noted. */
  readonly name: string
  readonly said: Said
  readonly party: Party
  /** What the server has. */
  readonly transcript: readonly TranscriptEvent[]
}

/** Compares what a party has said and changed with what the server has of it. */
export function compareSaid(comparison: ComparisonOfSaid): void {
  const { said, party, transcript } = comparison
  const there = transcript.flatMap((event) => ('party' in event && event.party.id === party.id && nameOf(event)) || [])
  const { present, missing } = divided(said.deeds, countOf(there))
  judgeMissing(comparison, missing)
  expectNoneElse(comparison, there)
  expectInOrder(comparison, present, there)
}

/** Of what was done several times under one name, and came less often, the first have come. */
function divided(deeds: readonly Deed[], timesThere: ReadonlyMap<string, number>) {
  const seen = new Map<string, number>()
  const [present, missing]: [Deed[], Deed[]] = [[], []]
  for (const deed of deeds) {
    const nth = (seen.get(deed.name) ?? 0) + 1
    seen.set(deed.name, nth)
    ;(nth <= (timesThere.get(deed.name) ?? 0) ? present : missing).push(deed)
  }
  return { present, missing }
}

/** The server may refuse a change of a message that is deleted, and nothing else; it may lose nothing that nobody was told of. */
function judgeMissing({ tally, name, said, transcript }: ComparisonOfSaid, missing: readonly Deed[]): void {
  const deleted = new Set(transcript.flatMap((event) => (event.type === 'EventMessageDeleted' ? event.target : [])))
  const isOfDeleted = ({ target }: Deed) => target !== undefined && deleted.has(target)
  for (const deed of missing) {
    if (deed.mayBeCut) tally.cutShort += 1
    else if (said.handedBack.has(deed.name)) tally.handedBack += 1
    else if (isOfDeleted(deed)) tally.refused += 1
    else if (said.refused.has(deed.name))
      tally.wrong('refused without cause', `${name}: "${deed.name}": ${said.refused.get(deed.name)?.message}`)
    else tally.wrong('lost', `${name}: "${deed.name}"`)
  }
}

function expectNoneElse({ tally, name, said }: ComparisonOfSaid, there: readonly string[]): void {
  const timesDone = countOf(said.deeds.map((deed) => deed.name))
  for (const [what, times] of countOf(there)) {
    const done = timesDone.get(what)
    if (done === undefined) tally.wrong('wrong text', `${name}: nobody said "${what}"`)
    else if (times > done) tally.wrong('doubled', `${name}: the server has "${what}" ${times} times, for ${done}`)
  }
}

function expectInOrder(
  { tally, name, said }: ComparisonOfSaid,
  present: readonly Deed[],
  there: readonly string[],
): void {
  const inTurn = new Set(said.deeds.flatMap((deed) => (deed.inTurn ? deed.name : [])))
  const done = present.flatMap((deed) => (deed.inTurn ? deed.name : [])).join(' | ')
  const came = there.filter((what) => inTurn.has(what)).join(' | ')
  if (done !== came) tally.wrong('wrong order', `${name}: ${done} became ${came}`)
}

function countOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}
