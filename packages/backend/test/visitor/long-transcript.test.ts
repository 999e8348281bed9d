import { expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { party, startCursor } from '../support/start-cursor.ts'

it('a cursor replays 100,000 events, and lets what is live through meanwhile', async () => {
  const { clock, cursor, line, commit } = startCursor({ events: 100_000, maxTranscriptBytes: 32 * 1024 * 1024 })
  line.fill()
  cursor.start()
  await settle()
  commit('live')
  cursor.pass({ type: 'EventTyping', party, isTyping: true })
  expect(line.chunks).toHaveLength(1)
  await line.drain()
  await clock.advance(1_000)
  expect(line.indexes).toHaveLength(100_001)
  expect(line.indexes.every((index, at) => index === at + 1)).toBe(true)
  expect(line.received.findIndex(({ type }) => type === 'EventTyping')).toBeLessThan(2000)
})
