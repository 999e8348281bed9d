import { expect, it, onTestFinished, vi } from 'vitest'
import { eventLoopTurn } from '../../src/script/event-loop-turn.ts'

it('comes after every promise that can settle, also where timers stand still', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  let settled = 0
  const settleOneAfterAnother = async () => {
    for (; settled < 100; settled++) await undefined
  }
  void settleOneAfterAnother()
  await eventLoopTurn()
  expect(settled).toBe(100)
})
