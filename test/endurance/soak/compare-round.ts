import { isDeepStrictEqual } from 'node:util'
import type { TranscriptEntry, TranscriptEvent } from '@chat-transport/core'
import { textsOf } from '../../integration/support/transcript-texts.ts'
import type { Tally } from './tally.ts'
import type { Visitor } from './visitor.ts'

export interface RoundResult {
  readonly tally: Tally
  readonly name: string
  readonly visitor: Visitor
  readonly agentSaid: readonly string[]
  /** What the server has. */
  readonly transcript: readonly TranscriptEvent[]
  /** What the page has. */
  readonly page: readonly TranscriptEntry[]
}

/** Compares what was said with what the server has, and that with what the page has. */
export function compareRound({ tally, name, visitor, agentSaid, transcript, page }: RoundResult): void {
  const texts = textsOf(transcript)
  const at = new Map<string, number>()
  texts.forEach((text, place) => {
    if (at.has(text)) tally.wrong('doubled', `${name}: the server has "${text}" twice`)
    at.set(text, place)
  })
  for (const said of [visitor.said, agentSaid]) {
    const missing = said.filter((text) => !at.has(text))
    for (const text of missing) {
      if (visitor.handedBack.has(text)) tally.handedBack += 1
      else tally.wrong('lost', `${name}: "${text}"`)
    }
    const places = said.flatMap((text) => at.get(text) ?? [])
    if (places.some((place, count) => count > 0 && place < (places[count - 1] ?? 0)))
      tally.wrong(
        'wrong order',
        `${name}: ${said.filter((text) => at.has(text)).join(' | ')} became ${texts.join(' | ')}`,
      )
  }
  const events = page.flatMap(({ event }) => event ?? [])
  const unsettled = page.filter(({ delivery }) => delivery === 'queued' || delivery === 'sending')
  if (!isDeepStrictEqual(events, transcript))
    tally.wrong(
      'different transcripts',
      `${name}: the page has ${events.length} events, the server ${transcript.length}`,
    )
  for (const { command } of unsettled) tally.wrong('never settled', `${name}: ${JSON.stringify(command)}`)
}
