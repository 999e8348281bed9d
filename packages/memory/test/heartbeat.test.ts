import { type LinkLine, type LineSignal, silentLogger } from '@chat-transport/core'
import { expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { startHeartbeat } from '../src/heartbeat.ts'

function beatOn(heartbeatMs?: number) {
  const clock = fakeClock()
  const scope = new AbortController()
  let signs = 0
  const ignore = () => undefined
  const signal = scope.signal as LineSignal
  const line: LinkLine = { received: ignore, lost: ignore, alive: () => signs++, signal, logger: silentLogger }
  startHeartbeat(line, { clock, ...(heartbeatMs !== undefined && { heartbeatMs }) })
  return { clock, signs: () => signs, end: () => scope.abort('detached') }
}

it('shows life at its interval, every 5 s if nothing else is said', async () => {
  const [usual, quick] = [beatOn(), beatOn(100)]
  await usual.clock.advance(4_999)
  expect(usual.signs()).toBe(0)
  await usual.clock.advance(10_001)
  expect(usual.signs()).toBe(3)
  await quick.clock.advance(1_000)
  expect(quick.signs()).toBe(10)
})

it('stops with the line and leaves no timer', async () => {
  const { clock, end } = beatOn()
  await clock.advance(1)
  expect(clock.pending).toBe(1)
  end()
  await clock.advance(0)
  expect(clock.pending).toBe(0)
})
