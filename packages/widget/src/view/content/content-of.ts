import type { ChoiceAnswer, MessageContent, ShownMessage, TranscriptEntry } from '@chat-transport/core'
import { onceFor } from '../../model/once-for.ts'
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
    return inParts(show(content, context))
  } catch (error) {
    if (!told.has(content)) view.reportError(widgetError(WidgetErrorCode.contentNotShown, error, content.type))
    told.add(content)
    return unknownContent(content, context)
  }
}

/** It is drawn again and again, and told of once. */
const told = new WeakSet<MessageContent>()

function inParts(shown: ReturnType<ContentView> | null | undefined): ShownContent {
  if (shown === undefined || shown === null) throw new TypeError('it has returned nothing')
  return isInParts(shown) ? shown : { body: shown }
}

const isInParts = (shown: object | string): shown is ShownContent => Object.hasOwn(Object(shown) as object, 'body')

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
    answered: canBeAnswered && index !== undefined ? answersIn(snapshot.entries)(index) : undefined,
    answer: canAnswer ? (choice) => model.answer(index, choice) : undefined,
  }
}

/**
 * What was chosen of the message at an index. An answer comes after its question, so it is looked for from the end; for the next
 * question the search goes on where it was.
 */
const answersIn = onceFor((entries: readonly TranscriptEntry[]) => {
  const found = new Map<number, string>()
  let at = entries.length - 1
  return (question: number): string | undefined => {
    for (; at >= 0 && (entries[at]?.index ?? Infinity) > question; at--) {
      const answer = answerOf(entries[at])
      if (answer && !found.has(answer.index)) found.set(answer.index, answer.value)
    }
    return found.get(question)
  }
})

function answerOf(entry: TranscriptEntry | undefined): ChoiceAnswer | undefined {
  const said: { readonly type: string; readonly content?: MessageContent } | undefined = entry?.event ?? entry?.command
  return said?.content?.type === 'text' ? said.content.answers : undefined
}
