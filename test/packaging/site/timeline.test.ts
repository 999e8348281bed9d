import { expect, test } from 'vitest'
import type { LogEntry } from '@chat-transport/recorder'
import { timelineOf } from '../../../docs/.vitepress/theme/line-timeline/timeline.ts'

const attach = { type: 'StartSession', id: 'command-1' }
const connects = (line: number, at: number): LogEntry => ({ type: 'connect', at, line, attach })
const connected = (line: number, at: number): LogEntry => ({
  type: 'connectivity',
  at,
  line,
  current: 'connected',
  previous: 'connecting',
  since: at,
})

const timelineOfEntries = (...entries: readonly LogEntry[]) =>
  timelineOf(
    JSON.stringify({
      format: 'chat-transport session log',
      version: 1,
      sdk: '0.1.0',
      startedAt: 0,
      durationMs: 100,
      transport: { name: 'cometd' },
      kept: [],
      entries,
    }),
  )

const opened = [
  { state: 'connecting', from: 0, to: 10 },
  { state: 'connected', from: 10, to: 40 },
]

const error = { name: 'Error', text: '⟦4⟧' }
test.each<[string, LogEntry]>([
  ['the page closes it', { type: 'close', at: 40, line: 1 }],
  [
    'the transport does',
    { type: 'connectivity', at: 40, line: 1, current: 'closed', previous: 'connected', since: 40, cause: error },
  ],
])('a line is drawn until %s', (_, end) => {
  expect(timelineOfEntries(connects(1, 0), connected(1, 10), end).lines).toEqual([{ number: 1, stretches: opened }])
})

test('a line that could not be opened is drawn as an attempt', () => {
  const { lines } = timelineOfEntries(connects(1, 0), { type: 'connect-failed', at: 40, line: 1, error })
  expect(lines).toEqual([{ number: 1, stretches: [{ state: 'connecting', from: 0, to: 40 }] }])
})

test('each line is drawn by itself, also beside another', () => {
  const close: LogEntry = { type: 'close', at: 40, line: 1 }
  const { lines } = timelineOfEntries(connects(1, 0), connected(1, 10), connects(2, 30), close, connected(2, 50))
  expect(lines).toEqual([
    { number: 1, stretches: opened },
    {
      number: 2,
      stretches: [
        { state: 'connecting', from: 30, to: 50 },
        { state: 'connected', from: 50, to: 100 },
      ],
    },
  ])
})

test('an entry is marked with the line that it is about', () => {
  const { marks } = timelineOfEntries(connects(2, 0), { type: 'forget', at: 5 })
  expect(marks.map(({ line }) => line)).toEqual([2, undefined])
})

test('an error stands beside whoever has raised it', () => {
  const raised = (code: number): LogEntry => ({
    type: 'event',
    at: 5,
    line: 1,
    event: { type: 'EventError', error: { code } },
  })
  const { marks } = timelineOfEntries(raised(51), raised(150), { type: 'event', at: 6, line: 1, event: null })
  expect(marks.map(({ by }) => by)).toEqual(['server', 'line', 'server'])
})
