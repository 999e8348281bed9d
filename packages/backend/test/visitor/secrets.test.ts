import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { hashSecret, randomId, requireWebCrypto, sameHash } from '../../src/visitor/secrets.ts'

describe('secrets', () => {
  it('are kept as SHA-256', async () => {
    const hashOfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(await hashSecret('abc')).toBe(hashOfAbc)
  })

  it('match when every character does', async () => {
    const hash = await hashSecret('one')
    expect(sameHash(hash, await hashSecret('one'))).toBe(true)
    expect(sameHash(hash, await hashSecret('two'))).toBe(false)
    expect(sameHash(hash, `${hash}0`)).toBe(false)
    expect(sameHash(hash, '')).toBe(false)
    expect(sameHash('', hash)).toBe(false)
  })

  it('need Web Crypto, and say so', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(requireWebCrypto).toThrow(/https or localhost/)
  })
})

it('makes ids that are random', () => {
  const ids = new Set(Array.from({ length: 1000 }, randomId))
  expect(ids.size).toBe(1000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
})
