import type { ChatSession } from '@chat-transport/core'
import { describe, expect, it, onTestFinished, test, vi } from 'vitest'
import { fileProblem } from '../../src/model/file-problem.ts'
import { isOpenAt } from '../../src/model/office-hours.ts'
import { createReading } from '../../src/model/reading.ts'
import { requestOf } from '../../src/model/pre-chat-form.ts'
import { createStore } from '../../src/model/store.ts'
import { firstSnapshot, type WidgetSnapshot } from '../../src/model/widget-snapshot.ts'
import { english } from '../../src/texts/english.ts'
import { transcriptText } from '../../src/texts/transcript-text.ts'

describe('isOpenAt', () => {
  const hours = { timeZone: 'Europe/Berlin', open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] }
  test.each([
    ['2026-06-01T07:00:00Z', true],
    ['2026-06-01T06:59:00Z', false],
    ['2026-06-01T15:00:00Z', false],
    ['2026-06-06T10:00:00Z', false],
    ['2026-12-01T07:59:00Z', false],
    ['2026-12-01T08:00:00Z', true],
  ])('at %s: %s', (at, expected) => expect(isOpenAt(hours, Date.parse(at))).toBe(expected))
})

describe('fileProblem', () => {
  const uploads = { url: 'https://chat.example/~files', maxBytes: 3, types: ['image/*', 'text/plain'] }
  const file = (type: string, body = 'x') => new File([body], 'file', { type })
  test.each([
    [file('image/png'), undefined],
    [file('text/plain'), undefined],
    [file(''), undefined],
    [file('text/html'), 203],
    [file('image/png', 'four'), 202],
  ])('case %#', (one, code) => expect(fileProblem(one, uploads)?.code).toBe(code))
})

test('nothing is new in a chat that begins with a greeting, all of which comes at once', () => {
  const party = { id: 'grace', name: 'Grace', type: 'agent' } as const
  const greeting = { type: 'EventMessage', index: 2, at: 1, party, content: { type: 'text', text: 'Hello' } } as const
  const store = createStore<WidgetSnapshot>({ ...firstSnapshot, phase: 'chat', isOpen: true })
  const read: number[] = []
  const session = { markRead: (upTo: number) => read.push(upTo) } as unknown as ChatSession
  const reading = createReading(store, () => session)
  store.set({ status: 'connected', unread: 1, entries: [{ key: '2', at: 1, index: 2, event: greeting }] })
  reading.update()
  expect([store.current.newFrom, read]).toEqual([undefined, [2]])
})

test('a form leaves out what was left empty, and keeps what was known', () => {
  const fields = [
    { name: 'subject', label: 'Subject' },
    { name: 'tel', label: 'Phone' },
  ] as const
  expect(requestOf({ fields }, { subject: '', tel: '1' }, { nickname: 'Ada', userData: { a: 1 } })).toEqual({
    nickname: 'Ada',
    userData: { a: 1, tel: '1' },
  })
})

describe('a store', () => {
  it('tells nobody when nothing has changed', () => {
    const store = createStore({ a: 1, b: 2 })
    let told = 0
    store.subscribe(() => told++)
    store.set({ a: 1 })
    expect([told, Object.isFrozen(store.current)]).toEqual([0, true])
    store.set({ a: 3 })
    expect([told, store.current]).toEqual([1, { a: 3, b: 2 }])
  })

  it('tells everybody, also when one throws', () => {
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    onTestFinished(() => void vi.unstubAllGlobals())
    const store = createStore({ a: 1 })
    const thrown = new Error('the page is wrong')
    let told = 0
    store.subscribe(() => {
      throw thrown
    })
    store.subscribe(() => told++)
    store.set({ a: 2 })
    expect([told, reported.mock.calls]).toEqual([1, [[thrown]]])
  })
})

test('a transcript as a text has a line for each message, and nothing of what was deleted', () => {
  const party = { id: 'a', name: 'Grace', type: 'agent' } as const
  const visitor = { id: 'v', name: '', type: 'client' } as const
  const at = Date.UTC(2026, 5, 1, 12)
  const said = (index: number, text: string, extra = {}) =>
    ({
      key: `k${index}`,
      at,
      index,
      event: { type: 'EventMessage', index, at, party, content: { type: 'text', text } },
      ...extra,
    }) as const
  const content = { type: 'text', text: 'Hello?' } as const
  const failed = { key: 'f', at, delivery: 'failed', command: { type: 'SendMessage', id: 'c', content } } as const
  const lines = transcriptText(
    { entries: [said(1, 'Hello'), said(2, '', { deleted: true }), failed], visitor, uploads: undefined },
    english,
  ).split('\n')
  expect(lines.map((line) => line.split('  ')[1])).toEqual([
    'Grace: Hello',
    `Grace: ${english.deleted}`,
    `${english.you}: Hello? (${english.failed})`,
    undefined,
  ])
})
