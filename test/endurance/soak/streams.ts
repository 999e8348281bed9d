import { setTimeout as pass } from 'node:timers/promises'
import type { Agent } from '@chat-transport/backend'
import type { ChatSession, TranscriptEvent } from '@chat-transport/core'
import type { Dice } from '../support/dice.ts'
import { nameOf, type Said } from './said.ts'
import type { Tally } from './tally.ts'

/** Fewer than the back end lets a session have. */
const mostAtOnce = 4

/** Some are of several bytes, or of two code units, which a piece may end between. */
const words = ['word', 'Wörter', '言葉', '🙂🙂']

interface Piece {
  readonly text: string
  readonly afterMs: number
}

export interface StreamsOptions {
  readonly dice: Dice
  readonly tally: Tally
  readonly name: string
}

/** Replies of an agent that come bit by bit, while the line goes wrong. */
export function createStreams({ dice, tally, name }: StreamsOptions) {
  const texts: string[] = []
  const isBeginning = (text: string) => texts.some((each) => each.startsWith(text))
  let open = 0

  /** As long as several faults, or over at once. */
  function draw(): { readonly text: string; readonly pieces: readonly Piece[] } {
    const text = [
      `stream ${texts.length} to ${name}`,
      ...Array.from({ length: dice.between(1, 60) }, () => dice.pick(words)),
    ].join(' ')
    const pieces: Piece[] = []
    for (let at = 0; at < text.length; at += pieces.at(-1)?.text.length ?? 0)
      pieces.push({ text: text.slice(at, at + dice.between(1, 30)), afterMs: dice.between(0, 30) })
    return { text, pieces }
  }

  return {
    start(agent: Agent, said: Said): void {
      const { text, pieces } = draw()
      if (open >= mostAtOnce) return
      open += 1
      texts.push(text)
      tally.streams += 1
      said.add(
        { name: text, inTurn: false },
        agent.say(played(pieces)).finally(() => (open -= 1)),
      )
    },
    /** What the end of a chat has cut is the beginning of what was to be said. */
    compareCut(transcript: readonly TranscriptEvent[]): void {
      for (const event of transcript)
        if (event.type === 'EventMessage' && event.cut && !isBeginning(nameOf(event) ?? ''))
          tally.wrong('wrong text', `${name}: "${nameOf(event)}" was cut, and is the beginning of no stream`)
    },
    /** What a page shows of a stream must be its beginning at any time. */
    watch(session: ChatSession, where: string): void {
      session.onTranscriptChanged(() => {
        for (const { part } of session.transcript.slice(-mostAtOnce))
          if (part && !isBeginning(part.text))
            tally.wrong('wrong text', `${where}: "${part.text}" is the beginning of no stream`)
      })
    },
  }
}
export type Streams = ReturnType<typeof createStreams>

async function* played(pieces: readonly Piece[]) {
  for (const { text, afterMs } of pieces) {
    await pass(afterMs)
    yield text
  }
}
