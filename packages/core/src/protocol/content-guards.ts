import {
  fields,
  type Guard,
  guard,
  list,
  oneOf,
  only,
  optional,
  string,
  tagged,
  webAddress,
  wholeNumber,
} from '../checks/guards.ts'

const shown = (shape: Readonly<Record<string, Guard>>) => fields({ ...shape, fallback: optional(string) })
const label = string
const answers = { index: wholeNumber(1), value: string }
const standard = {
  text: fields({ text: string, format: optional(string), answers: optional(fields(answers)) }),
  remark: fields({ text: string }),
  url: shown({ url: webAddress, text: optional(string) }),
  file: shown({
    file: fields({ id: string, name: string, type: string, bytes: wholeNumber(0), url: optional(webAddress) }),
    text: optional(string),
  }),
  choices: shown({ text: string, choices: list(fields({ label, value: string })) }),
  card: shown({
    title: string,
    text: optional(string),
    image: optional(fields({ url: webAddress, alt: optional(string) })),
    actions: optional(
      list(tagged({ url: fields({ label, url: webAddress }), answer: fields({ label, value: string }) })),
    ),
  }),
}

/** What the content of a message has to look like. Of a type that this version does not know nothing is asked. */
export const messageContent = tagged(standard)

export const someText = guard('some text', (value) => typeof value === 'string' && value !== '')
const ownText = { type: oneOf('text'), text: someText, format: optional(oneOf('plain', 'markdown')) }

/** What a page may make of a message. */
export const editedContent = only(ownText)

/** What a page may send: all that others need to show it. */
export const visitorContent = tagged(
  { ...standard, text: only({ ...ownText, answers: optional(only(answers)) }) },
  fields({ fallback: someText }),
)
