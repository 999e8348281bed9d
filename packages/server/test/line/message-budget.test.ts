import { expect, test } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { MessageBudget } from '../../src/line/message-budget.ts'

const { signal } = new AbortController()

test('one second’s worth may come at once', () => {
  const budget = new MessageBudget({ messagesPerSecond: 10, bytesPerMessage: 1_000, clock: fakeClock() })
  budget.spend({ messages: 10, bytes: 0 })
  expect(budget.room(signal)).toBeUndefined()
})

test('what goes beyond has to wait for as long as it is too much', async () => {
  const clock = fakeClock()
  const budget = new MessageBudget({ messagesPerSecond: 10, bytesPerMessage: 1_000, clock })
  budget.spend({ messages: 15, bytes: 0 })
  let state = 'waiting'
  void budget.room(signal)?.then(() => (state = 'going on'))

  await clock.advance(499)
  expect(state).toBe('waiting')
  await clock.advance(1)
  expect(state).toBe('going on')
  expect(budget.room(signal)).toBeUndefined()
})

test('a large frame costs what its bytes cost', async () => {
  const clock = fakeClock()
  const budget = new MessageBudget({ messagesPerSecond: 10, bytesPerMessage: 1_000, clock })
  budget.spend({ messages: 1, bytes: 10_000 })
  expect(budget.room(signal)).toBeUndefined()
  budget.spend({ messages: 1, bytes: 1_001 })
  let state = 'waiting'
  void budget.room(signal)?.then(() => (state = 'going on'))
  await clock.advance(199)
  expect(state).toBe('waiting')
  await clock.advance(1)
  expect(state).toBe('going on')
})

test('nobody saves up for more than a second', async () => {
  const clock = fakeClock()
  const budget = new MessageBudget({ messagesPerSecond: 10, bytesPerMessage: 1_000, clock })
  await clock.advance(60_000)
  budget.spend({ messages: 11, bytes: 0 })
  expect(budget.room(signal)).toBeInstanceOf(Promise)
})

test('the end of a line ends its waiting, timer and all', async () => {
  const clock = fakeClock()
  const scope = new AbortController()
  const budget = new MessageBudget({ messagesPerSecond: 10, bytesPerMessage: 1_000, clock })
  budget.spend({ messages: 1_000, bytes: 0 })
  const room = budget.room(scope.signal)
  scope.abort()
  await room
  await settle()
  expect(clock.pending).toBe(0)
  expect(budget.room(scope.signal)).toBeUndefined()
})
