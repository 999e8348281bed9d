import { describe, expect, it } from 'vitest'
import { timingOf } from '../../src/far-side/harness.ts'

describe('the times of a run', () => {
  const usual = { interruptionTimeoutMs: 250, silenceTimeoutMs: 150, openTimeoutMs: 250, retryDelayMs: 5 }

  it('are short, and no shorter for a short deadline', () => {
    expect(timingOf({}, 2_000)).toEqual(usual)
    expect(timingOf({}, 100)).toEqual(usual)
  })

  it('grow with the deadline, so that one number does for a slow machine', () => {
    expect(timingOf({}, 8_000)).toEqual({
      interruptionTimeoutMs: 1_000,
      silenceTimeoutMs: 600,
      openTimeoutMs: 1_000,
      retryDelayMs: 5,
    })
  })

  it('are those of the harness where it has its own', () => {
    expect(timingOf({ timing: { silenceTimeoutMs: 400 } }, 4_000)).toEqual({
      ...usual,
      interruptionTimeoutMs: 500,
      openTimeoutMs: 500,
      silenceTimeoutMs: 400,
    })
  })
})
