import { describe, expect, it } from 'vitest'
import { arrayView } from '../../src/transcript/array-view.ts'

/** A view of a, b, c, … that counts how often an element is asked for. */
function view(length: number) {
  let asked = 0
  const letters = arrayView(length, (index) => {
    asked++
    return String.fromCharCode(97 + (index % 26))
  })
  return {
    letters,
    get asked() {
      return asked
    },
  }
}

describe('a view of an array', () => {
  it('asks for single elements one by one, however long it is', () => {
    const long = view(100_000)
    expect([
      long.letters.length,
      long.letters[0],
      long.letters.at(-1),
      long.letters[100_000],
      long.letters[-1],
    ]).toEqual([100_000, 'a', 'd', undefined, undefined])
    expect(long.asked).toBe(2)
  })

  it('is an array in every way a reader can tell', () => {
    const { letters } = view(3)
    expect(Array.isArray(letters)).toBe(true)
    expect([...letters]).toEqual(['a', 'b', 'c'])
    expect(letters).toEqual(['a', 'b', 'c'])
    expect(letters.map((letter) => letter + letter)).toEqual(['aa', 'bb', 'cc'])
    expect(letters.slice(-2)).toEqual(['b', 'c'])
    expect(['z'].concat(letters)).toEqual(['z', 'a', 'b', 'c'])
    expect(JSON.stringify({ letters })).toBe('{"letters":["a","b","c"]}')
    expect(Object.keys(letters)).toEqual(['0', '1', '2'])
    expect(Object.entries(letters)[1]).toEqual(['1', 'b'])
    expect([2 in letters, 3 in letters, letters.includes('b'), letters.indexOf('c')]).toEqual([true, false, true, 2])
    const read: string[] = []
    for (const letter of letters) read.push(letter)
    expect(read).toEqual(['a', 'b', 'c'])
    const [first, ...rest] = letters
    expect([first, rest]).toEqual(['a', ['b', 'c']])
  })

  it('is built once when it is used as a whole', () => {
    const short = view(3)
    for (let times = 0; times < 5; times++) short.letters.map((letter) => letter)
    expect(short.asked).toBe(3)
  })

  it('cannot be changed', () => {
    const letters = view(2).letters as string[]
    expect(() => letters.push('x')).toThrow(TypeError)
    expect(() => (letters[0] = 'x')).toThrow(TypeError)
    expect(() => (letters.length = 0)).toThrow(TypeError)
    expect(() => delete letters[0]).toThrow(TypeError)
    expect(letters).toEqual(['a', 'b'])
    expect(Object.isFrozen(Object.freeze(letters))).toBe(true)
  })
})
