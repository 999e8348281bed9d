import type { TranscriptEntry } from '@chat-transport/core'
import type { Page } from '../world/page.ts'
import type { World } from '../world/world.ts'

/** Must hold after every step, in every page. */
export function wrongsNow(world: World): string[] {
  return world.livingPages.flatMap((page) => {
    const { session, name, storageFailed } = page
    if (!session) return []
    const kept = world.farSide.transcripts.get(session.id) ?? []
    const silent = storageFailed && session.persistent ? [`${name} does not say that its storage has failed`] : []
    return [...silent, ...transcriptWrongs(page, session.transcript, kept)]
  })
}

function transcriptWrongs({ name }: Page, transcript: readonly TranscriptEntry[], kept: readonly unknown[]): string[] {
  const wrongs: string[] = []
  const keys = new Set<string>()
  const texts = new Set<string>()
  let last = 0
  for (const entry of transcript) {
    const text = textOf(entry)
    if (keys.has(entry.key)) wrongs.push(`${name} has two entries with the key of '${text}'`)
    if (text !== undefined && texts.has(text)) wrongs.push(`${name} shows '${text}' twice`)
    keys.add(entry.key)
    if (text !== undefined) texts.add(text)
    if (entry.index === undefined) continue
    if (entry.index <= last) wrongs.push(`${name} shows event ${entry.index} behind ${last}`)
    last = entry.index
    if (JSON.stringify(entry.event) !== JSON.stringify(kept[entry.index - 1]))
      wrongs.push(`${name} shows as event ${entry.index} what the server does not have there`)
  }
  return wrongs
}

function textOf({ event, command }: TranscriptEntry): string | undefined {
  if (event) return event.type === 'EventMessage' && event.content.type === 'text' ? event.content.text : undefined
  return command?.type === 'SendMessage' ? command.content.text : undefined
}
