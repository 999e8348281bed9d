import { describe, expect, it } from 'vitest'
import { jsonSnapshot } from '../../src/platform/json-snapshot.ts'

describe('a snapshot of what will travel', () => {
  it('is what JSON makes of it', () => {
    expect(jsonSnapshot({ a: 1, b: undefined, at: new Date(0) }, 'userData')).toEqual({
      a: 1,
      at: '1970-01-01T00:00:00.000Z',
    })
  })
  it('names what cannot travel', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    for (const bad of [cycle, { big: 1n }]) expect(() => jsonSnapshot(bad, 'userData')).toThrow(/^userData: /)
    for (const bad of [cycle, { big: 1n }]) expect(() => jsonSnapshot(bad, 'userData')).toThrow(TypeError)
  })
})
