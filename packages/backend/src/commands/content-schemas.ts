import { guards } from '@chat-transport/core'
import type { MessageContent, VisitorContent } from '@chat-transport/core'
import * as v from 'valibot'
import { id, integer, isJsonObject, jsonObject, someText } from './json-schemas.ts'

const webAddress = v.custom<string>(
  (value) => guards.webAddress(value, '') === undefined,
  'must be an http, https, mailto, tel or relative URL',
)
const anyText = v.string('must be a string')
const object = <Entries extends v.ObjectEntries>(entries: Entries) => v.pipe(jsonObject, v.object(entries))
/** Of a type that everybody knows, with the text for those who do not. */
const content = <Type extends string, Entries extends v.ObjectEntries>(type: Type, entries: Entries) =>
  v.object({ type: v.literal(type), ...entries, fallback: v.exactOptional(someText) })

const label = someText
const value = anyText
const action = v.pipe(
  jsonObject,
  v.variant(
    'type',
    [
      v.object({ type: v.literal('url'), label, url: webAddress }),
      v.object({ type: v.literal('answer'), label, value }),
    ],
    'must be "url" or "answer"',
  ),
)
const list = <Item extends v.GenericSchema>(item: Item) => v.array(item, 'must be a list')

/** What visitors and agents may say. */
const contents = {
  text: v.object({
    type: v.literal('text'),
    text: someText,
    format: v.exactOptional(v.picklist(['plain', 'markdown'], 'must be "plain" or "markdown"')),
    answers: v.exactOptional(object({ index: integer(1, 'must be at least 1'), value })),
  }),
  url: content('url', { url: webAddress, text: v.exactOptional(someText) }),
  /** Of the file only the id counts: the server knows the rest. */
  file: content('file', {
    file: v.pipe(
      jsonObject,
      v.object({ id }),
      v.transform((file) => ({ ...file, name: '', type: '', bytes: 0 })),
    ),
    text: v.exactOptional(someText),
  }),
  choices: content('choices', { text: someText, choices: list(object({ label, value })) }),
  card: content('card', {
    title: someText,
    text: v.exactOptional(someText),
    image: v.exactOptional(object({ url: webAddress, alt: v.exactOptional(anyText) })),
    actions: v.exactOptional(list(action)),
  }),
}
/** What a message may be changed to. */
export const editedContent = v.pipe(jsonObject, v.variant('type', [contents.text], 'must be "text"'))

const remark = v.object({ type: v.literal('remark'), text: someText })
const noRemark = v.object({ type: v.picklist([], '"remark" is for agents only') })

const typed = v.object({ type: someText })

/** Lazy, because the mandatory parameters depend on the type. Other types are an application's own: they are left as they are. */
const byType = <Content>(known: Readonly<Record<string, v.GenericSchema>>) =>
  v.lazy((input) => {
    const type = (input as { readonly type?: unknown } | null)?.type
    if (typeof type !== 'string' || type === '') return isJsonObject(input) ? typed : jsonObject
    return (Object.hasOwn(known, type) && known[type]) || jsonObject
  }) as unknown as v.GenericSchema<unknown, Content>

export const visitorContent = byType<VisitorContent>({ ...contents, remark: noRemark })
export const agentContent = byType<MessageContent>({ ...contents, remark })

/** Whether content of this type is checked here, and is none of an application's own. */
export const isStandardContent = (type: string): boolean => type === 'remark' || Object.hasOwn(contents, type)
