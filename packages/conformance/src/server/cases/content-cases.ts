import { inspect, must, mustEqual } from '../../case/outcome.ts'
import { command, messageCommand } from '../case/commands.ts'
import { codeOf, descriptionOf } from '../case/event-fields.ts'
import { answered, givenSession } from '../case/given.ts'
import type { ServerCase } from '../case/server-case.ts'
import { nested } from '../case/nested.ts'
import { objectOrNothing } from '../line/json-object.ts'
import type { JsonObject } from '../line/server-line.ts'

/** Texts that languages, frameworks and databases like to change. */
const texts: readonly string[] = [
  ' spaces round it ',
  'tab\tand line breaks\r\n\n',
  '<b>bold</b> & &amp; <script>alert(1)</script>',
  'e\u0301 is not é, and ﬁ not fi',
  '👩‍👩‍👧 🇩🇪 a\u200Bb \u202Eleft',
  '\u2028\u2029\u0001\u007F',
  "%20 + %s ${x} {{x}} '; -- \\u0041",
  'null',
  '0',
]

/** Values that come out of a map, a list or a number of another language as something else. */
const data = {
  empty: {},
  none: [],
  numbered: { 0: 'a', 1: 'b' },
  lists: [[], [{}], [null]],
  numbers: [0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, 1e19, 1e-7, 0.1],
  texts: ['', '1', 'true', '2026-11-28T10:00:00Z'],
  class: 'java.lang.Object',
  constructor: { prototype: 1 },
  '': 'a name without a letter',
  'a.b': { $ref: '#' },
  deep: nested(20),
}

/** What is said comes as it was said: P25. */
export const contentCases: readonly ServerCase[] = [
  {
    id: 'P25/text-unchanged',
    rule: 'P25',
    title: 'changes nothing in the text of a message: no space, no tag, no line break, no letter',
    async run(context) {
      const { line } = await givenSession(context)
      for (const text of texts) {
        const sent = messageCommand(text)
        const event = await answered(context, line, sent)
        must(
          event.type === 'EventMessage',
          `a message with the text ${inspect(text)} was answered with ${inspect(event)}`,
        )
        mustEqual(event.content, sent.content, '`content` of the event')
      }
    },
  },
  {
    id: 'P25/long-text',
    rule: 'P25',
    title: 'keeps a long text whole',
    async run(context) {
      const { line, answer } = await givenSession(context)
      const { maxMessageBytes } = answer.limits as { maxMessageBytes: number }
      const length = Math.min(longText, maxMessageBytes - 1_000)
      const sent = messageCommand(
        Array.from({ length: length / 10 }, (_, place) => String(place).padStart(10)).join(''),
      )
      const event = await answered(context, line, sent)
      must(event.type === 'EventMessage', `a message of ${length} characters was answered with ${inspect(event)}`)
      mustEqual(event.content, sent.content, '`content` of the event')
    },
  },
  {
    id: 'P25/data-unchanged',
    rule: 'P25',
    title: 'changes nothing in JSON that it is given: no empty object, no list, no number',
    async run(context) {
      const { line } = await givenSession(context)
      const notice = { name: 'unchanged', data }
      const told = await answered(context, line, command('SendNotice', { notice }))
      must(told.type === 'EventNotice', `SendNotice was answered with ${inspect(told)}`)
      for (const [name, value] of Object.entries(data))
        mustEqual(dataOf(told.notice)[name], value, `\`notice.data.${name}\` of the event`)
      const updated = await answered(context, line, command('UpdateUserData', { userData: data }))
      must(updated.type === 'EventUserDataUpdated', `UpdateUserData was answered with ${inspect(updated)}`)
      for (const [name, value] of Object.entries(data))
        mustEqual((updated.userData as Record<string, unknown>)[name], value, `\`userData.${name}\` of the event`)
    },
  },
  {
    id: 'P86/unknown-content',
    rule: 'P86',
    title: 'answers content of a type that it does not accept with error 3 that names `content.type`',
    async run(context) {
      const { line } = await givenSession(context)
      // With a text, which a server may ask for before it looks at the type.
      for (const type of ['acmeHologram', 'remark', 'constructor']) {
        const sent = messageCommand('', { content: { type, text: 'x', fallback: 'x' } })
        const refusal = await answered(context, line, sent)
        must(
          codeOf(refusal) === 3 && descriptionOf(refusal).includes('content.type'),
          `a visitor's message of type "${type}" was answered with ${inspect(refusal)}`,
        )
      }
    },
  },
  {
    id: 'P87/links-that-run-code',
    rule: 'P87',
    title: 'accepts no link that runs code in a page, as `javascript:` does',
    async run(context) {
      const { line } = await givenSession(context)
      for (const url of ['javascript:alert(1)', ' JavaScript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x'])
        for (const content of contentsWith(url)) {
          const refusal = await answered(context, line, messageCommand('', { content }))
          must(codeOf(refusal) === 3, `a message with ${inspect(content)} was answered with ${inspect(refusal)}`)
        }
    },
  },
  {
    id: 'P88/answers-kept',
    rule: 'P88',
    title: 'tells what a text answers as it was sent',
    async run(context) {
      const { line } = await givenSession(context)
      const answers = { index: 1, value: 'size l' }
      const event = await answered(context, line, messageCommand('', { content: { ...anyText, answers } }))
      mustEqual(contentOf(event)?.answers, answers, '`content.answers` of the event')
    },
  },
  {
    id: 'P89/format-kept',
    rule: 'P89',
    title: 'tells the format of a text as it was sent',
    async run(context) {
      const { line } = await givenSession(context)
      for (const format of ['plain', 'markdown']) {
        const event = await answered(context, line, messageCommand('', { content: { ...anyText, format } }))
        mustEqual(contentOf(event)?.format, format, '`content.format` of the event')
      }
    },
  },
]

const anyText = { type: 'text', text: '*Large*' }
/** Each with a text, which a server may ask for before it looks at the type. */
const contentsWith = (url: string) => [
  { type: 'url', url, text: 'Look' },
  { type: 'card', title: 'A coat', text: 'Look', actions: [{ type: 'url', label: 'Look', url }] },
]
const contentOf = (event: JsonObject) => objectOrNothing(event.content)

/** More than many columns have room for. */
const longText = 20_000

const dataOf = (notice: unknown) => (notice as { readonly data: Record<string, unknown> }).data
