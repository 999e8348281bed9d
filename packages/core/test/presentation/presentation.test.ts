import { describe, expect, it, test } from 'vitest'
import {
  canSend,
  deliveryMark,
  fileUrl,
  groupMessages,
  messageOf,
  type Party,
  reactionSummary,
  safeUrl,
  type TranscriptEntry,
  typingText,
  unreadCount,
} from '../../src/index.ts'

const ada: Party = { id: 'v', name: 'Ada', type: 'client' }
const grace: Party = { id: 'a', name: 'Grace', type: 'agent' }
const minute = 60_000
const noon = new Date(2026, 5, 1, 12).getTime()

const said = (index: number, party: Party, at: number): TranscriptEntry => ({
  key: `k${index}`,
  index,
  at,
  event: { type: 'EventMessage', index, at, party, content: { type: 'text', text: `text ${index}` } },
})
const joined = (index: number, party: Party, at: number): TranscriptEntry => ({
  key: `k${index}`,
  index,
  at,
  event: { type: 'EventParticipantJoined', index, at, party },
})
const keysOf = (entries: readonly TranscriptEntry[]) =>
  groupMessages(entries, { visitor: ada }).map(({ groups }) =>
    groups.map((group) => group.entries.map(({ key }) => key).join(' ')),
  )

describe('groupMessages', () => {
  it('puts together what one party says without a pause', () => {
    const entries = [
      said(1, grace, noon),
      said(2, grace, noon + minute),
      said(3, ada, noon + minute),
      said(4, ada, noon + 3 * minute),
    ]
    expect(keysOf(entries)).toEqual([['k1 k2', 'k3', 'k4']])
  })

  it('begins anew with a day, and after what is no message', () => {
    const entries = [
      said(1, grace, noon),
      joined(2, grace, noon),
      said(3, grace, noon),
      said(4, grace, noon + 86_400_000),
    ]
    expect(keysOf(entries)).toEqual([['k1', 'k2', 'k3'], ['k4']])
  })

  it('says whose each group is, and when it ended', () => {
    const [day] = groupMessages([said(1, ada, noon), said(2, ada, noon + 10)], { visitor: ada })
    expect(day?.groups).toMatchObject([{ key: 'k1', own: true, party: ada, at: noon + 10 }])
  })

  it('takes the days of another calendar, and another pause', () => {
    const entries = [said(1, grace, noon), said(2, grace, noon + 5)]
    const days = groupMessages(entries, { visitor: ada, pauseMs: 1, dayOf: () => 'one' })
    expect(days.map(({ key, groups }) => [key, groups.length])).toEqual([['one', 2]])
  })
})

describe('messageOf', () => {
  it('is what the visitor sent, until the server has it', () => {
    const content = { type: 'text', text: 'hi' } as const
    const entry: TranscriptEntry = {
      key: 'k',
      at: 0,
      delivery: 'queued',
      command: { type: 'SendMessage', id: 'c', content },
    }
    expect(messageOf(entry, ada)).toEqual({ party: ada, content, growing: false })
  })

  it('is what there is of a message that is still being said', () => {
    const part = { type: 'EventMessagePart', draft: 'd', party: grace, offset: 0, text: 'Good' } as const
    expect(messageOf({ key: 'k', at: 0, streaming: true, part }, ada)).toMatchObject({
      party: grace,
      growing: true,
      content: { text: 'Good' },
    })
  })

  it('is nothing where nobody says anything', () => {
    expect(messageOf(joined(1, grace, 0), ada)).toBeUndefined()
  })
})

test('deliveryMark says that a message was read once somebody has read that far', () => {
  const entry: TranscriptEntry = { ...said(3, ada, 0), delivery: 'sent' }
  const mark = (upTo: number) => deliveryMark(entry, [{ party: grace, upTo }])
  expect([mark(2), mark(3), deliveryMark(said(1, grace, 0), [])]).toEqual(['sent', 'read', undefined])
  expect(deliveryMark({ key: 'k', at: 0, delivery: 'queued' }, [{ party: grace, upTo: 9 }])).toBe('queued')
})

test.each([
  ['connecting', true],
  ['interrupted', true],
  ['ended', false],
  ['closed', false],
] as const)('canSend: %s is %s', (status, expected) => expect(canSend({ status })).toBe(expected))

test('typingText names who is typing, as far as there is room', () => {
  const texts = { one: '{name} is typing', two: '{first} and {second} are typing', many: '{count} are typing' }
  const named = (name: string): Party => ({ ...grace, name })
  expect(typingText([], texts)).toBe('')
  expect(typingText([named('$&')], texts)).toBe('$& is typing')
  expect(typingText([named('A'), named('B')], texts)).toBe('A and B are typing')
  expect(typingText([named('A'), named('B'), named('C')], texts)).toBe('3 are typing')
})

test('reactionSummary counts each emoji, in the order in which they came', () => {
  const reactions = [
    { emoji: '👍', party: grace },
    { emoji: '❤️', party: grace },
    { emoji: '👍', party: ada },
  ]
  const short = reactionSummary(reactions, 'v').map(({ emoji, parties, own }) => [emoji, parties.length, own])
  expect(short).toEqual([
    ['👍', 2, true],
    ['❤️', 1, false],
  ])
  expect(reactionSummary(undefined, 'v')).toEqual([])
})

test.each([
  ['https://a.example/x', 'https://a.example/x'],
  ['mailto:a@b.example', 'mailto:a@b.example'],
  ['javascript:alert(1)', undefined],
  [' java\nscript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['/relative', undefined],
])('safeUrl: %j is %j', (url, expected) => expect(safeUrl(url)).toBe(expected))

test('fileUrl is found from where files go up, and is always one to fetch', () => {
  const file = { id: 'f', name: 'cat.png', type: 'image/png', bytes: 1 }
  const uploads = { url: 'https://chat.example/cometd/~files' }
  expect(fileUrl({ ...file, url: 'x/cat.png' }, uploads)).toBe('https://chat.example/cometd/x/cat.png')
  expect(fileUrl({ ...file, url: 'mailto:a@b.example' }, uploads)).toBeUndefined()
  expect(fileUrl({ ...file, url: 'x' }, undefined)).toBeUndefined()
  expect(fileUrl(file, uploads)).toBeUndefined()
})

test('unreadCount counts what others have said after a mark', () => {
  expect(unreadCount([said(1, grace, 0), said(2, grace, 0), said(3, ada, 0)], 1, 'v')).toBe(1)
})
