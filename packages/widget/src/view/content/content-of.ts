import type { MessageContent, ShownMessage, TranscriptEntry } from '@chat-transport/core'
import { widgetError, WidgetErrorCode } from '../../model/widget-errors.ts'
import type { View } from '../view.ts'
import type { ContentContext, ContentView, ShownContent } from './content-view.ts'
import { unknownContent } from './unknown-content.ts'

/** What a message holds, shown by what is registered for its type. What throws is told of, and its fallback is shown. */
export function contentOf(entry: TranscriptEntry, { content, party }: ShownMessage, view: View): ShownContent {
  const { contents, snapshot } = view
  const canBeAnswered = content.type === 'choices' || content.type === 'card'
  const context = contextOf(entry, { isOwn: party.id === snapshot.visitor.id, canBeAnswered }, view)
  // An own property: `constructor` is no content.
  const show = Object.hasOwn(contents, content.type) ? (contents[content.type] as ContentView | undefined) : undefined
  if (!show) return unknownContent(content, context)
  try {
    return show(content, context)
  } catch (error) {
    view.report(widgetError(WidgetErrorCode.contentNotShown, error))
    return unknownContent(content, context)
  }
}

interface Kind {
  readonly isOwn: boolean
  readonly canBeAnswered: boolean
}

function contextOf(
  { index, progress, file }: TranscriptEntry,
  { isOwn, canBeAnswered }: Kind,
  view: View,
): ContentContext {
  const { snapshot, texts, model } = view
  const canAnswer = index !== undefined && snapshot.phase === 'chat'
  return {
    index,
    isOwn,
    progress,
    file,
    texts,
    uploads: snapshot.uploads,
    answered: canBeAnswered && index !== undefined ? answerTo(index, snapshot.entries) : undefined,
    answer: canAnswer ? (choice) => model.answer(index, choice) : undefined,
  }
}

/** What was chosen of the message at `index`. An answer comes after its question. */
function answerTo(index: number, entries: readonly TranscriptEntry[]): string | undefined {
  for (let at = entries.length - 1; at >= 0; at--) {
    const entry = entries[at]
    if (entry?.index !== undefined && entry.index <= index) return undefined
    const answers = answersOf(entry?.event ?? entry?.command)
    if (answers?.index === index) return answers.value
  }
  return undefined
}

function answersOf(said: { readonly type: string; readonly content?: MessageContent } | undefined) {
  return said?.content?.type === 'text' ? said.content.answers : undefined
}
