import { expect, it } from 'vitest'
import { ErrorCode } from '../../src/index.ts'
import { isInconclusive } from '../../src/protocol/inconclusive-answers.ts'

it.each(Object.values(ErrorCode))('%d speaks of session or server only if it is 50, 100 or 101', (code) => {
  expect(isInconclusive(code)).toBe([50, 100, 101].includes(code))
})
