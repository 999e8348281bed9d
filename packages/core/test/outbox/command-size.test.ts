import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkSize } from '../../src/outbox/command-size.ts'

const command = (text: string) => ({ type: 'SendMessage', id: 'c', content: { type: 'text', text } }) as const
const frame = JSON.stringify(command('')).length

describe('the size of a command', () => {
  it.each([
    ['a', 1],
    ['ä', 2],
    ['€', 3],
    ['😀', 4],
    ['"', 2],
  ])('counts %s as %i bytes of UTF-8 in JSON', (character, bytes) => {
    const text = character.repeat(10)
    expect(() => checkSize(command(text), frame + 10 * bytes)).not.toThrow()
    expect(() => checkSize(command(text), frame + 10 * bytes - 1)).toThrow(RangeError)
  })

  it('is counted without TextEncoder, which jsdom does not have under Jest', () => {
    vi.stubGlobal('TextEncoder', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(() => checkSize(command('é'.repeat(10)), frame + 19)).toThrow(RangeError)
  })
})
