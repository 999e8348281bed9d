import type { TranscriptEvent } from '@chat-transport/core'
import type { Streamed } from '../world/bot.ts'
import type { Page } from '../world/page.ts'
import type { World } from '../world/world.ts'

/** On a line that has been sound for so long, nothing is under way any more. */
const longSoundMs = 2_000

/** A page whose line is sound shows all that there is of the messages that are being said. */
export function streamsNotShown({ farSide, livingPages }: World): string[] {
  const open = farSide.bot.streamed.filter(({ isOpen }) => isOpen)
  return livingPages.flatMap(({ name, session, wires }) => {
    if (session?.status !== 'connected' || (wires.current?.soundForMs ?? 0) < longSoundMs) return []
    const parts = session.transcript.map(({ part }) => part?.text)
    return open
      .filter(({ sessionId, given }) => sessionId === session.id && !parts.includes(given))
      .map((stream) => `${name} does not show all of ${stream.name}`)
  })
}

/** Each message that was streamed is in the transcript once: whole, or, if it was cut, as far as it had come. */
export function streamWrongs({ farSide }: World): string[] {
  return farSide.bot.streamed.flatMap((stream) => {
    const kept = (farSide.transcripts.get(stream.sessionId) ?? []).filter((event) => isOf(stream, event))
    if (stream.isOpen) return [`${stream.name} never ends`]
    if (kept.length > 1) return [`${stream.name} is in the transcript twice`]
    if (stream.outcome === 'resolved' && kept.length === 0) return [`${stream.name} is lost`]
    return kept.flatMap((event) => (isExact(stream, event) ? [] : [`${stream.name} is not what the bot has said`]))
  })
}

const textOf = (event: TranscriptEvent) =>
  event.type === 'EventMessage' && event.content.type === 'text' ? event.content.text : ''
const isOf = ({ name }: Streamed, event: TranscriptEvent) => textOf(event).startsWith(name)
const isExact = ({ given }: Streamed, event: TranscriptEvent) =>
  'cut' in event ? given.startsWith(textOf(event)) : textOf(event) === given

/** Nothing of them is left in a page that has all events. */
export const staysStreaming = ({ name, session }: Page): string[] =>
  session?.transcript.some(({ streaming }) => streaming)
    ? [`${name} waits for the rest of a message that has ended`]
    : []
