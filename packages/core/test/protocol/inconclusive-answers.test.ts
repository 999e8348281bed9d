import { expect, it } from 'vitest'
import { ErrorCode } from '../../src/index.ts'
import { isUndecided } from '../../src/protocol/inconclusive-answers.ts'

it.each(Object.values(ErrorCode))('%d speaks of session or server only if it is 50, 100 or 101', (code) => {
  expect(isUndecided(code)).toBe([50, 100, 101].includes(code))
})
