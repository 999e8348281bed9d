import { type LinkLine, type LineSignal, silentLogger } from '@chat-transport/core'
import { expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createFaults } from '../src/create-faults.ts'
import { openFaultyWire } from '../src/faulty-wire.ts'

/** A page that does what the test says when something arrives. */
function openWire(react: (page: { close(): void; cut(): void }) => void = () => undefined) {
  const clock = fakeClock()
  const faults = createFaults({ clock })
  const scope = new AbortController()
  const told: unknown[] = []
  const page: LinkLine = {
    received: (event) => {
      told.push(event)
      react({ close: () => scope.abort('detached'), cut: () => faults.cut() })
    },
    alive: () => told.push('alive'),
    lost: (cause) => told.push(cause),
    signal: scope.signal as LineSignal,
    logger: silentLogger,
  }
  return { ...openFaultyWire(page, faults), clock, faults, told, scope }
}

it('brings nothing after the page has closed the line from inside a handler', () => {
  const { line, told, faults } = openWire(({ close }) => close())
  faults.set({ cutAfterEvents: 1, duplicate: 1 })
  line.received({ index: 1 })
  line.alive()
  line.lost(new Error('late'))
  expect(told).toEqual([{ index: 1 }])
  expect(line.signal.reason).toBe('detached')
})

it('says once that it is lost, though it is cut in the middle of a batch', () => {
  const { line, told } = openWire(({ cut }) => cut())
  for (const index of [1, 2, 3]) line.received({ index })
  expect(told).toEqual([{ index: 1 }, new Error('the line was cut')])
})

it('leaves no timer and no line behind', () => {
  const { line, faults, clock, scope, up } = openWire()
  faults.set({ delayMs: 100 })
  line.received({ index: 1 })
  up(() => undefined)
  expect([clock.pending, faults.openLines]).toEqual([2, 1])
  scope.abort('left')
  expect([clock.pending, faults.openLines]).toEqual([0, 0])
})
