import { createHash } from 'node:crypto'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { hashSecret, randomId, sameHash } from '../../src/visitor/secrets.ts'

describe('secrets', () => {
  it('are kept as SHA-256', () => {
    const hashOfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(hashSecret('abc')).toBe(hashOfAbc)
  })

  it('match when every character does', () => {
    const hash = hashSecret('one')
    expect(sameHash(hash, hashSecret('one'))).toBe(true)
    expect(sameHash(hash, hashSecret('two'))).toBe(false)
    expect(sameHash(hash, `${hash}0`)).toBe(false)
    expect(sameHash(hash, '')).toBe(false)
    expect(sameHash('', hash)).toBe(false)
  })

  it.each(['plain', 'é€😀', 'half a pair: \ud83d', '100%'])('are hashed as UTF-8: %s', (secret) => {
    expect(hashSecret(secret)).toBe(createHash('sha256').update(secret).digest('hex'))
  })

  it('need nothing of the platform, which jsdom does not have', () => {
    const hash = hashSecret('abc')
    vi.stubGlobal('crypto', undefined)
    vi.stubGlobal('TextEncoder', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(hashSecret('abc')).toBe(hash)
  })
})

it('makes ids that are random', () => {
  const ids = new Set(Array.from({ length: 1000 }, randomId))
  expect(ids.size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
})
