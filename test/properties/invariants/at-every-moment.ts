import type { TranscriptEntry, TranscriptEvent } from '@chat-transport/core'
import { markOf } from '../world/marks.ts'
import type { World } from '../world/world.ts'

/** Must hold after every step, in every page. */
export function wrongsNow(world: World): string[] {
  return world.livingPages.flatMap((page) => {
    const { session, name, storageFailed } = page
    if (!session) return []
    const kept = world.farSide.transcripts.get(session.id) ?? []
    const silent = storageFailed && session.persistent ? [`${name} does not say that its storage has failed`] : []
    const wrongs = [...transcriptWrongs(session.transcript, kept), ...streamWrongs(session.transcript, world)]
    return [...silent, ...wrongs.map((wrong) => `${name} shows ${wrong}`)]
  })
}

function transcriptWrongs(transcript: readonly TranscriptEntry[], kept: readonly TranscriptEvent[]): string[] {
  const wrongs: string[] = []
  const keys = new Set<string>()
  const texts = new Set<string>()
  let last = 0
  for (const entry of transcript) {
    const text = textOf(entry)
    if (keys.has(entry.key)) wrongs.push(`two entries with the key of '${text}'`)
    if (text !== undefined && texts.has(text)) wrongs.push(`'${text}' twice`)
    keys.add(entry.key)
    if (text !== undefined) texts.add(text)
    if (entry.index === undefined) continue
    if (entry.index <= last) wrongs.push(`event ${entry.index} behind ${last}`)
    last = entry.index
    if (!isOf(entry, kept[entry.index - 1])) wrongs.push(`as event ${entry.index} what the server does not have there`)
  }
  return wrongs
}

/** Whether the entry shows the event, or the message that changes have made of it. */
function isOf({ event, edited, deleted }: TranscriptEntry, kept: TranscriptEvent | undefined): boolean {
  const original = edited || deleted ? idOf : JSON.stringify
  return event !== undefined && kept !== undefined && original(event) === original(kept)
}
const idOf = (event: TranscriptEvent) =>
  event.type === 'EventMessage' && JSON.stringify([event.index, event.at, event.party])

function textOf({ event, command, part, deleted }: TranscriptEntry): string | undefined {
  if (deleted) return undefined
  if (part) return streamName(part.text)
  const mark = event ? (event.type === 'EventMessage' ? markOf(event) : undefined) : command && markOf(command)
  return mark === undefined ? undefined : streamName(mark)
}

/** A message that is streamed is one, however far it has come. */
const streamName = (text: string) => /^stream\.\d+:/.exec(text)?.[0] ?? text

/** What there is of a message that is being said is what has been said of it. */
function streamWrongs(transcript: readonly TranscriptEntry[], { farSide }: World): string[] {
  return transcript.flatMap(({ part }) => {
    if (!part) return []
    const stream = farSide.bot.streamed.find(({ name }) => name === streamName(part.text))
    return stream?.given.startsWith(part.text) ? [] : [`'${part.text}', which the bot has not said`]
  })
}
