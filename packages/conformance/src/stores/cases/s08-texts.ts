import type { EventToStore, StoredVisitor } from '@chat-transport/backend'
import { must, mustEqual } from '../../case/outcome.ts'
import { payload, payloadJson, payloadName, payloadText } from '../../case/payloads.ts'
import { allBytes, anEvent, aParty, aRecord, append, found, givenSession, several, startOf } from '../case/samples.ts'
import type { StoreCase, StoreCaseContext } from '../case/store-case.ts'

const requires = ['S1', 'S2', 'S3', 'S4', 'S15', 'S17'] as const

/** Names the first characters that have changed. */
function mustBeSameText(actual: string | undefined, expected: string, what: string): void {
  if (actual === expected) return
  const [is, was] = [[...(actual ?? '')], [...expected]]
  const place = was.findIndex((character, index) => character !== is[index])
  const codes = was.slice(Math.max(0, place), place + 3).map((each) => `U+${each.codePointAt(0)?.toString(16)}`)
  must(false, `${what} came back changed, from character ${place} on, which was ${codes.join(' ')}`)
}

/** Events must be answered, read and found as they were appended. */
async function mustComeBack(context: StoreCaseContext, events: readonly EventToStore[]): Promise<void> {
  const { store, id } = await givenSession(context)
  for (const [place, event] of events.entries()) {
    const commandId = `c-${place}`
    const { index, json } = await append(store, id, { ...event, commandId })
    mustBeSameText(json, event.json, 'the event that `append` has answered')
    const [read] = await store.read(id, index - 1, allBytes)
    mustBeSameText(read?.json, event.json, 'the event that was read')
    mustBeSameText((await store.committed(id, commandId))?.json, event.json, 'the event that `committed` has found')
  }
}

const planes = 17
const planeSize = 0x10000
const isHalf = (code: number) => code >= 0xd800 && code < 0xe000

/** Every character of one plane, but for the halves of pairs. */
function plane(number: number): EventToStore {
  let text = ''
  for (let code = number * planeSize; code < (number + 1) * planeSize; code++)
    if (!isHalf(code)) text += String.fromCodePoint(code)
  return anEvent(text)
}

export const textCases: readonly StoreCase[] = [
  {
    id: 'S8/every-character',
    rule: 'S8',
    title: 'returns every character of Unicode as it was',
    requires,
    tries: ['append', 'read', 'committed'],
    run: (context) => mustComeBack(context, several(planes, plane)),
  },
  {
    id: 'S8/halves-of-pairs',
    rule: 'S8',
    title: 'returns halves of pairs as they were, which JSON escapes',
    requires,
    tries: ['append', 'read', 'committed'],
    async run(context) {
      const halves = several(planeSize, (code) => (isHalf(code) ? `${String.fromCharCode(code)} ` : '')).join('')
      const event = anEvent(halves)
      must(event.json.includes('\\ud800') && event.json.includes('\\udfff'), 'JSON.stringify has not escaped them')
      await mustComeBack(context, [event])
    },
  },
  {
    id: 'S8/json-as-written',
    rule: 'S8',
    title: 'returns JSON as it was written: names like `__proto__`, their order, numbers, escapes and white space',
    requires,
    tries: ['append', 'read', 'committed'],
    run: (context) =>
      mustComeBack(context, [
        anEvent('', { json: payloadJson }),
        anEvent('', { json: '{ "a" : 1.50, "a": 1e2,\n\t"\\u0041\\/": "\\u00e9\\b" }' }),
      ]),
  },
  {
    id: 'S8/large',
    rule: 'S8',
    title: 'returns an event of 1 MB as it was',
    requires,
    tries: ['append', 'read', 'committed'],
    run: (context) =>
      mustComeBack(context, [anEvent(several(50_000, (place) => `${place} wörter, 文字 und 🙂; `).join(''))]),
  },
  {
    id: 'S8/record',
    rule: 'S8',
    title: 'returns the subject and the user data of a session as they were',
    requires,
    tries: ['create', 'find'],
    async run(context) {
      const record = aRecord({ subject: payloadName, userData: payloadJson })
      const { store, id } = await givenSession(context, { record })
      const kept = (await found(store, id)).record
      mustBeSameText(kept.subject, payloadName, 'the subject')
      mustBeSameText(kept.userData, payloadJson, 'the user data')
      mustEqual(kept, record, 'the record')
    },
  },
  {
    id: 'S8/visitor',
    rule: 'S8',
    title: 'returns the visitor as they were: name, picture, what the application says of them, and their user',
    requires,
    tries: ['create', 'find', 'append'],
    async run(context) {
      const visitorOf = (name: string): StoredVisitor => ({
        party: { ...aParty(name), avatarUrl: 'https://example.com/é?a=b#c', extra: payload() },
        user: { id: 'ada', json: payloadJson },
      })
      const visitor = visitorOf(payloadName)
      const { store, id } = await givenSession(context, startOf('ada', { joined: { ...anEvent(), visitor } }))
      mustEqual((await found(store, id)).visitor, visitor, 'the visitor that the session was made with')
      const later = visitorOf('Ada King')
      await append(store, id, anEvent('', { visitor: later }))
      mustEqual((await found(store, id)).visitor, later, 'the visitor that an event has told of')
    },
  },
  {
    id: 'S8/read-marks',
    rule: 'S8',
    title: 'returns the party of a read mark as it was',
    requires,
    tries: ['markRead', 'find'],
    async run(context) {
      const { store, id } = await givenSession(context)
      const mark = { party: { ...aParty(payloadText), extra: payload() }, upTo: 1 }
      await store.markRead(id, mark)
      mustEqual((await found(store, id)).reads, [mark], 'the read marks')
    },
  },
]
