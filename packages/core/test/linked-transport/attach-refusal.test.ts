import { describe, expect, it } from 'vitest'
import { closingCause, type AttachPhase } from '../../src/linked-transport/attach-refusal.ts'
import { ChatError } from '../../src/index.ts'
import { errorEvent } from '../support/scripted-link.ts'

type Meaning = 'retried' | 'rejects' | 'is 152'
const codes = [1, 2, 3, 50, 51, 52, 100, 101, 777] as const
type Code = (typeof codes)[number]

/** "What ends what" for every attach and code: a case that is missing does not compile. */
const table: Record<AttachPhase, Record<Code, Meaning>> = {
  start: {
    1: 'rejects',
    2: 'rejects',
    3: 'rejects',
    50: 'rejects',
    51: 'rejects',
    52: 'rejects',
    100: 'retried',
    101: 'rejects',
    777: 'rejects',
  },
  restore: {
    1: 'rejects',
    2: 'rejects',
    3: 'rejects',
    50: 'is 152',
    51: 'retried',
    52: 'retried',
    100: 'retried',
    101: 'rejects',
    777: 'rejects',
  },
  're-attach': {
    1: 'retried',
    2: 'retried',
    3: 'retried',
    50: 'is 152',
    51: 'retried',
    52: 'retried',
    100: 'retried',
    101: 'retried',
    777: 'retried',
  },
}
const cases = Object.entries(table).flatMap(([phase, row]) =>
  codes.map((code) => ({ phase: phase as AttachPhase, code, meaning: row[code] })),
)

describe('a refused attach', () => {
  it.each(cases)('$phase with $code $meaning', ({ phase, code, meaning }) => {
    const refusal = ChatError.fromEvent(errorEvent(code, 'attach'))
    const cause = closingCause(phase, refusal)
    if (meaning === 'retried') expect(cause).toBeUndefined()
    else if (meaning === 'rejects') expect(cause).toBe(refusal)
    else expect(cause).toMatchObject({ name: 'ChatError', code: 152, cause: refusal })
  })
})
