import { expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock, settle } from '../../../test/support/fake-clock.ts'
import { linkTimers } from '../src/link-timers.ts'

function timers() {
  const clock = fakeClock()
  const scope = new AbortController()
  return { clock, scope, start: linkTimers(clock, scope.signal) }
}
const openPorts = () => process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort').length

test('a delay of zero is a task and no timer, so that a hidden tab does not throttle it', async () => {
  const { clock, start } = timers()
  const ran: string[] = []

  start(() => ran.push('first'), 0)
  start(() => ran.push('second'), 0)

  expect(ran).toEqual([])
  expect(clock.pending).toBe(0)
  await eventually(() => ran.length === 2)
  expect(ran).toEqual(['first', 'second'])
})

test('where there are no message channels, as in jsdom under Jest, a delay of zero is one of the clock', async () => {
  vi.stubGlobal('MessageChannel', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const { clock, start } = timers()
  const run = vi.fn()

  start(run, 0)
  expect(run).not.toHaveBeenCalled()
  await clock.advance(0)

  expect(run).toHaveBeenCalledOnce()
})

test('a longer delay is kept by the clock', async () => {
  const { clock, start } = timers()
  const run = vi.fn()

  start(run, 2000)
  await clock.advance(1999)
  expect(run).not.toHaveBeenCalled()
  await clock.advance(1)

  expect(run).toHaveBeenCalledOnce()
  expect(clock.pending).toBe(0)
})

test('a cancelled timer does not run', async () => {
  const { clock, start } = timers()
  const run = vi.fn()

  start(run, 0)()
  start(run, 10)()
  await clock.advance(10)
  await eventually(() => openPorts() === 0)

  expect(run).not.toHaveBeenCalled()
  expect(clock.pending).toBe(0)
})

test('nothing runs, starts or is left once the signal has aborted', async () => {
  const { clock, scope, start } = timers()
  const run = vi.fn()
  start(run, 0)
  start(run, 10)

  scope.abort()
  start(run, 0)()
  start(run, 10)

  expect(clock.pending).toBe(0)
  await clock.advance(10)
  await eventually(() => openPorts() === 0)
  expect(run).not.toHaveBeenCalled()
})

test('a task that ends its own link leaves nothing', async () => {
  const { clock, scope, start } = timers()
  const after = vi.fn()
  start(() => {
    scope.abort()
    start(after, 0)
  }, 0)

  await eventually(() => scope.signal.aborted)
  await settle()

  expect(after).not.toHaveBeenCalled()
  expect(clock.pending).toBe(0)
})
