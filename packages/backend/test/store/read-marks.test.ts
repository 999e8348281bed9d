import { expect, it } from 'vitest'
import { ReadMarks } from '../../src/store/read-marks.ts'

const [ada, grace] = [
  { id: 'p1', name: 'Ada', type: 'client' },
  { id: 'p2', name: 'Grace', type: 'agent' },
] as const

it('keeps the highest mark of each party', () => {
  const marks = new ReadMarks()
  expect(marks.advance({ party: ada, upTo: 0 })).toBe(false)
  expect(marks.advance({ party: ada, upTo: 2 })).toBe(true)
  expect(marks.advance({ party: ada, upTo: 1 })).toBe(false)
  expect(marks.advance({ party: grace, upTo: 1 })).toBe(true)
  expect(marks.list()).toEqual([
    { party: ada, upTo: 2 },
    { party: grace, upTo: 1 },
  ])
})
