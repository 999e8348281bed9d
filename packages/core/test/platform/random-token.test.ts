import { describe, expect, it } from 'vitest'
import { randomId, randomToken } from '../../src/platform/random-token.ts'

describe('a random token', () => {
  it.each([1, 2, 3, 16, 32, 33])('of %d bytes is all of them as base64url without padding', (bytes) => {
    const token = randomToken(bytes)
    expect(token).toMatch(/^[\w-]+$/)
    expect(Buffer.from(token, 'base64url')).toHaveLength(bytes)
  })

  it('uses the whole alphabet of base64url and nothing else', () => {
    const letters = new Set(Array.from({ length: 500 }, () => randomToken(32)).join(''))
    expect([...letters].sort().join('')).toBe('-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz')
  })

  it('does not come twice', () => {
    expect(new Set(Array.from({ length: 1000 }, randomId)).size).toBe(1000)
  })
})
