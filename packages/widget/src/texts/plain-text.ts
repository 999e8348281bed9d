import { type MessageContent, messageOf, type Party, textOf, type TranscriptEntry } from '@chat-transport/core'
import { type Block, parseMarkdown, type Span } from '../model/parse-markdown.ts'
import { listText } from './formats.ts'
import type { Texts } from './texts.ts'

/** All that a message says, for who does not see it: without marks, with the replies that it offers and the name of its file. */
export function plainText(content: MessageContent, texts: Texts): string {
  const offered = (choices: readonly { readonly label: string }[] = []) =>
    listText(
      choices.map(({ label }) => label),
      texts,
    )
  switch (content.type) {
    case 'text':
      return content.format === 'markdown' ? parseMarkdown(content.text).map(blockText).join(' ') : content.text
    case 'choices':
      return inOne([content.text, offered(content.choices)])
    case 'card':
      return inOne([content.title, content.text, offered(content.actions)])
    case 'file':
      return inOne([content.file.name, content.text])
    default:
      return textOf(content) || texts.unknownContent
  }
}

const inOne = (parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' – ')

function blockText(block: Block): string {
  if ('text' in block) return block.text
  if ('spans' in block) return spansText(block.spans)
  return block.type === 'quote' ? block.blocks.map(blockText).join(' ') : block.items.map(spansText).join(', ')
}

const spansText = (spans: readonly Span[]): string =>
  spans.map((span) => ('text' in span ? span.text : spansText(span.spans))).join('')

/** So many characters of a message tell which one is meant. */
const most = 60

/** What tells one message from the others. */
export function firstWords(entry: TranscriptEntry, visitor: Party, texts: Texts): string {
  const said = messageOf(entry, visitor)
  const characters = said ? [...plainText(said.content, texts)] : []
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('')
}
