import type {
  CardAction,
  CardContent,
  Choice,
  ChoiceAnswer,
  ChoicesContent,
  FileContent,
  FileDescription,
  MessageContents,
  RemarkContent,
  TextContent,
  UrlContent,
} from '@chat-transport/core'
import {
  data,
  fields,
  id,
  knownType,
  link,
  list,
  mediaType,
  number,
  ownName,
  tagged,
  text,
  word,
  type Redactor,
} from './redactors.ts'

type Action<Type> = Extract<CardAction, { readonly type: Type }>

const type = knownType
const said = text('messages')
const web = link('messages')
/** An application's own: shown by its fallback where the page does not know it. */
const unknown = fields<{ type: unknown; fallback: unknown }>({
  type: ownName('content-type', 'messages'),
  fallback: said,
})
const ownContent: Redactor = (value, redaction) =>
  redaction.keeps('messages') ? data('messages')(value, redaction) : unknown(value, redaction)

const choice = fields<Choice>({ label: said, value: said })
/** Where it is to be fetched is its key. */
const file = fields<FileDescription>({ id: id('file'), name: said, type: mediaType, bytes: number, url: link() })
const action = tagged(
  {
    url: fields<Action<'url'>>({ type, label: said, url: web }),
    answer: fields<Action<'answer'>>({ type, label: said, value: said }),
  },
  fields<{ type: unknown }>({ type: said }),
)

/** What a message holds. */
export const content = tagged(
  {
    text: fields<TextContent>({
      type,
      text: said,
      format: word('messages', ['plain', 'markdown']),
      answers: fields<ChoiceAnswer>({ index: number, value: said }),
    }),
    url: fields<UrlContent>({ type, url: web, text: said, fallback: said }),
    remark: fields<RemarkContent>({ type, text: said }),
    file: fields<FileContent>({ type, file, text: said, fallback: said }),
    choices: fields<ChoicesContent>({ type, text: said, choices: list(choice), fallback: said }),
    card: fields<CardContent>({
      type,
      title: said,
      text: said,
      image: fields<NonNullable<CardContent['image']>>({ url: web, alt: said }),
      actions: list(action),
      fallback: said,
    }),
  } satisfies Record<keyof MessageContents, Redactor>,
  ownContent,
)
