import { expect, it } from 'vitest'
import { ChatError } from '../../src/index.ts'
import { isRestorationFailed, restorationFailed } from '../../src/protocol/restoration-failed.ts'

it('is error 152, and says why', () => {
  const cause = new Error('why')
  const error = restorationFailed(cause)
  expect(error).toMatchObject({ code: 152, description: 'session restoration failed', cause })
  expect([error, new ChatError(50, 'unknown'), cause, undefined].map(isRestorationFailed)).toEqual([
    true,
    false,
    false,
    false,
  ])
})
