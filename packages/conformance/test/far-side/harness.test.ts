import { describe, expect, it } from 'vitest'
import { timingOf } from '../../src/far-side/harness.ts'

describe('the times of a run', () => {
  const usual = { interruptionTimeoutMs: 250, silenceTimeoutMs: 150, openTimeoutMs: 250, retryDelayMs: 5 }

  it('are short, and a shorter deadline does not shorten them', () => {
    expect(timingOf({}, 2_000)).toEqual(usual)
    expect(timingOf({}, 100)).toEqual(usual)
  })

  it('grow with the deadline, so that a slow machine needs only one number', () => {
    expect(timingOf({}, 8_000)).toEqual({
      interruptionTimeoutMs: 1_000,
      silenceTimeoutMs: 600,
      openTimeoutMs: 1_000,
      retryDelayMs: 5,
    })
  })

  it('are those of the harness where it sets them', () => {
    expect(timingOf({ timing: { silenceTimeoutMs: 400 } }, 4_000)).toEqual({
      ...usual,
      interruptionTimeoutMs: 500,
      openTimeoutMs: 500,
      silenceTimeoutMs: 400,
    })
  })
})
