import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sharedState } from '../src/index.ts'
import { initial, keyOf, stubLocalStorage, type FakeLocalStorage } from './support/fake-local-storage.ts'

let storage: FakeLocalStorage
beforeEach(() => void (storage = stubLocalStorage()))
afterEach(() => void vi.unstubAllGlobals())

describe('what is stored', () => {
  it.each([
    ['no JSON', '{'],
    ['another kind', '"yes"'],
    ['null', 'null'],
    ['an array', '[true]'],
  ])('counts as missing when it is %s', (_, text) => {
    storage.kept.set(keyOf('open'), text)
    storage.kept.set(keyOf('draft'), '"kept"')
    expect(sharedState('widget', initial).get()).toEqual({ open: false, draft: 'kept', seen: 0 })
  })

  it('counts as missing when it is nested so deeply that nothing can write it again', () => {
    const depth = 100_000
    storage.kept.set(keyOf('topic'), '['.repeat(depth) + ']'.repeat(depth))
    expect(sharedState('widget', { topic: null }).get()).toEqual({ topic: null })
  })

  it('may be anything where the initial value is null', () => {
    const state = sharedState<{ topic: { id: number } | null }>('widget', { topic: null })
    state.set({ topic: { id: 4 } })
    expect(sharedState('widget', { topic: null }).get()).toEqual({ topic: { id: 4 } })
    state.set({ topic: null })
    expect(state.get()).toEqual({ topic: null })
  })

  it('is a copy: what is changed later in the object that was given is not in it', () => {
    const tags = ['a']
    const state = sharedState('widget', { tags })
    state.set({ tags: ['b'] })
    tags.push('c')
    expect(state.initial).toEqual({ tags: ['a'] })
    const given = { tags: ['d'] }
    state.set(given)
    given.tags.push('e')
    expect(state.get()).toEqual({ tags: ['d'] })
  })
})

describe('what is refused', () => {
  const state = () => sharedState<Record<string, unknown>>('widget', initial)

  it.each([
    [{ opne: true }, TypeError, 'sharedState widget.opne: there is no such field, since it has no initial value'],
    [
      { open: 'yes' },
      TypeError,
      'sharedState widget.open: expected boolean as JSON, like the initial value, got string',
    ],
    [{ open: undefined }, TypeError, 'expected boolean as JSON, like the initial value, got undefined'],
    [{ seen: NaN }, TypeError, 'expected number as JSON, like the initial value, got null'],
    [{ seen: new Date(0) }, TypeError, 'expected number as JSON, like the initial value, got string'],
    [{ draft: 'x'.repeat(16_383) }, RangeError, 'expected at most 16384 characters as JSON, got 16385'],
    ['open', TypeError, 'sharedState widget changes: expected an object, got string'],
  ])('set: case %#', (changes, kind, message) => {
    const refuse = () => state().set(changes as never)
    expect(refuse).toThrow(kind)
    expect(refuse).toThrow(message)
  })

  it('sets nothing when one field is refused', () => {
    expect(() => state().set({ draft: 'fine', open: 1 })).toThrow(TypeError)
    expect(storage.kept.size).toBe(0)
  })

  it.each([
    [['', initial], 'sharedState name: expected a string that is not empty, got string'],
    [['widget', []], 'sharedState initial: expected an object, got array'],
    [['widget', { run: () => 1 }], 'sharedState widget.run: expected JSON, got undefined'],
    [['widget', { text: 'x'.repeat(20_000) }], 'expected at most 16384 characters as JSON, got 20002'],
    [['widget', initial, { storage: {} }], 'sharedState storage: expected an object with getItem, setItem, removeItem'],
  ])('sharedState: case %#', (args, message) => {
    expect(() => sharedState(...(args as [string, object]))).toThrow(message)
  })
})
