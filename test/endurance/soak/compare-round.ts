import { isDeepStrictEqual } from 'node:util'
import type { Party, TranscriptEntry, TranscriptEvent } from '@chat-transport/core'
import { compareSaid } from './compare-said.ts'
import type { Said } from './said.ts'
import { shownIn, shownOf } from './shown-messages.ts'
import type { Tally } from './tally.ts'

/** One side of the chat, and what it has said and changed. */
export interface Side {
  readonly party: Party
  readonly said: Said
}

export interface RoundResult {
  readonly tally: Tally
  readonly name: string
  readonly side: Side
  /** What the server has. */
  readonly transcript: readonly TranscriptEvent[]
  /** What the page has. */
  readonly page: readonly TranscriptEntry[]
}

/** Compares what one side has said and changed with what the server has, and that with what the page shows. */
export function compareRound({ tally, name, side, transcript, page }: RoundResult): void {
  compareSaid({ tally, name, ...side, transcript })
  const [shown, expected] = [shownIn(page), shownOf(transcript)]
  const twice = page.filter(({ key }, at) => page.findIndex((other) => other.key === key) !== at)
  for (const { key } of twice) tally.wrong('doubled', `${name}: the page shows ${key} twice`)
  if (!isDeepStrictEqual(shown, expected)) {
    const at = expected.findIndex((entry, place) => !isDeepStrictEqual(entry, shown[place]))
    tally.wrong(
      'different transcripts',
      `${name}: the page has ${JSON.stringify(shown.at(at))}, the server ${JSON.stringify(expected.at(at))}`,
    )
  }
  for (const { event, part, delivery, command } of page)
    if (!event && delivery !== 'failed') tally.wrong('never settled', `${name}: ${JSON.stringify(command ?? part)}`)
}
