import { fileUrl, messageOf, type ShownMessage, textOf, type TranscriptEntry } from '@chat-transport/core'
import type { WidgetSnapshot } from '../model/widget-snapshot.ts'
import { noticeText } from './said-texts.ts'
import type { Texts } from './texts.ts'

/** A transcript as a text to keep: a line for each message, with its time. What was deleted or not delivered is said so. */
export function transcriptText(
  snapshot: Pick<WidgetSnapshot, 'entries' | 'visitor' | 'uploads'>,
  texts: Texts,
): string {
  const times = new Intl.DateTimeFormat(texts.language, { dateStyle: 'medium', timeStyle: 'short' })
  const lines = snapshot.entries.flatMap((entry) => {
    const line = lineOf(entry, snapshot, texts)
    return line === undefined ? [] : [`${times.format(entry.at)}  ${line}`]
  })
  return `${lines.join('\n')}\n`
}

type Shown = Pick<WidgetSnapshot, 'visitor' | 'uploads'>

function lineOf(entry: TranscriptEntry, shown: Shown, texts: Texts): string | undefined {
  const message = messageOf(entry, shown.visitor)
  if (!message) return noticeText(entry.event, texts)
  const said = entry.deleted ? texts.deleted : saidIn(message, shown)
  const marks = [entry.edited && !entry.deleted && texts.edited, entry.delivery === 'failed' && texts.failed]
  const told = marks.filter(Boolean).join(', ')
  return `${message.party.name || texts.you}: ${said}${told ? ` (${told})` : ''}`
}

/** With the address of a file. */
function saidIn({ content }: ShownMessage, { uploads }: Shown): string {
  const url = content.type === 'file' ? fileUrl(content.file, uploads) : undefined
  return [textOf(content), url].filter((part) => part !== undefined).join(' ')
}
