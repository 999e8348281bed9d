import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { silentLogger, type NetworkChange, type NetworkStatus } from '@chat-transport/core'
import { sharedState, type SharedState } from '../src/index.ts'

const initial = { open: false, draft: '', seen: 0 }
const keyOf = (field: string) => `chat-transport:shared:widget:${field}`

/** What another tab does: it writes, and the browser tells this page. */
function anotherTab() {
  const tell = (key: string | null) => window.dispatchEvent(Object.assign(new Event('storage'), { key }))
  return {
    sets(field: string, value: unknown) {
      localStorage.setItem(keyOf(field), JSON.stringify(value))
      tell(keyOf(field))
    },
    clearsAll() {
      localStorage.clear()
      tell(null)
    },
    changesSomethingElse: () => tell('cart'),
  }
}

/** A `localStorage` that keeps its word, until it is told otherwise. */
function fakeStorage() {
  const kept = new Map<string, string>()
  return {
    kept,
    isFull: false,
    isBlocked: false,
    getItem(key: string) {
      if (this.isBlocked) throw new DOMException('blocked', 'SecurityError')
      return kept.get(key) ?? null
    },
    setItem(key: string, value: string) {
      if (this.isFull || this.isBlocked) throw new DOMException('full', 'QuotaExceededError')
      kept.set(key, value)
    },
    removeItem(key: string) {
      if (this.isBlocked) throw new DOMException('blocked', 'SecurityError')
      kept.delete(key)
    },
    clear: () => kept.clear(),
  }
}

/** The page's own visibility, which says what the test says. */
function fakeNetwork() {
  const listeners = new Set<(change: NetworkChange) => void>()
  return {
    online: true,
    subscribe(listener: (change: NetworkChange) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    say: (change: NetworkChange) => listeners.forEach((listener) => listener(change)),
  } satisfies NetworkStatus & Record<string, unknown>
}

/** Subscribes for the current test. */
function follow(state: Pick<SharedState<object>, 'subscribe'>, handler: () => void = () => undefined) {
  const stop = state.subscribe(handler)
  onTestFinished(stop)
  return stop
}

const warnings = () => {
  const told: string[] = []
  return { told, logger: { ...silentLogger, warn: (message: string) => void told.push(message) } }
}

let storage: ReturnType<typeof fakeStorage>
beforeEach(() => {
  storage = fakeStorage()
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('window', new EventTarget())
})
afterEach(() => void vi.unstubAllGlobals())

describe('shared state', () => {
  it('has the initial values until something is set, and what was set after a reload', () => {
    const before = sharedState('widget', initial)
    expect(before.get()).toEqual(initial)
    before.set({ open: true, draft: 'Hel' })
    expect(before.get()).toEqual({ open: true, draft: 'Hel', seen: 0 })
    expect(sharedState('widget', initial).get()).toEqual({ open: true, draft: 'Hel', seen: 0 })
  })

  it('gives the same object until something changes, and tells the handlers of each change', () => {
    const state = sharedState('widget', initial)
    const handler = vi.fn()
    const stop = follow(state, handler)
    const first = state.get()
    expect(state.get()).toBe(first)
    state.set({ open: false })
    expect(state.get()).toBe(first)
    expect(handler).not.toHaveBeenCalled()

    state.set({ open: true })
    expect(state.get()).not.toBe(first)
    expect(first).toEqual(initial)
    expect(handler).toHaveBeenCalledTimes(1)
    stop()
    state.set({ open: false })
    expect(handler).toHaveBeenCalledTimes(1)
  })

  it('follows what other tabs set, field by field', () => {
    const tab = anotherTab()
    const state = sharedState('widget', initial)
    const seen: unknown[] = []
    follow(state, () => seen.push(state.get()))
    state.set({ draft: 'mine' })
    tab.sets('open', true)
    expect(state.get()).toEqual({ open: true, draft: 'mine', seen: 0 })
    tab.sets('draft', 'theirs')
    expect(state.get()).toEqual({ open: true, draft: 'theirs', seen: 0 })
    tab.changesSomethingElse()
    expect(seen).toHaveLength(3)
  })

  it('sets only the fields that it is given, so that what another tab has set at the same time stays', () => {
    const state = sharedState('widget', initial)
    follow(state)
    localStorage.setItem(keyOf('draft'), '"theirs"') // and the browser has not told yet
    state.set({ open: true })
    expect(sharedState('widget', initial).get()).toEqual({ open: true, draft: 'theirs', seen: 0 })
  })

  it('reads without handlers too, and listens to nothing', () => {
    const listens = vi.spyOn(window, 'addEventListener')
    const state = sharedState('widget', initial)
    localStorage.setItem(keyOf('seen'), '7')
    expect(state.get().seen).toBe(7)
    expect(listens).not.toHaveBeenCalled()
    const stop = follow(state)
    expect(listens).toHaveBeenCalled()
    stop()
    anotherTab().sets('seen', 8)
    expect(state.get().seen).toBe(8)
  })

  it.each(['pageshow-persisted', 'pageshow', 'visible'] as const)('reads anew at %s', (change) => {
    const network = fakeNetwork()
    const state = sharedState('widget', initial, { network })
    const handler = vi.fn()
    follow(state, handler)
    localStorage.setItem(keyOf('open'), 'true') // while the page was put away, and was told nothing
    expect(state.get().open).toBe(false)
    network.say(change)
    expect(state.get().open).toBe(true)
    expect(handler).toHaveBeenCalledTimes(1)
  })

  it('is one for all of a page that ask for the same name', () => {
    const header = sharedState('widget', initial)
    const composer = sharedState('widget', initial)
    const handler = vi.fn()
    follow(header, handler)
    composer.set({ open: true })
    expect(header.get().open).toBe(true)
    expect(handler).toHaveBeenCalledTimes(1)
    expect(sharedState('another', initial).get().open).toBe(false)
  })

  it('tells each handler, also when one throws or sets something itself', () => {
    vi.stubGlobal('reportError', () => undefined)
    const state = sharedState('widget', initial)
    const seen: unknown[] = []
    follow(state, () => {
      throw new Error('a fault of the page')
    })
    follow(state, () => state.get().open && state.set({ seen: 1 }))
    follow(state, () => seen.push(state.get()))
    state.set({ open: true })
    expect(seen.at(-1)).toEqual({ open: true, draft: '', seen: 1 })
  })

  it('clears what is stored, for every tab', () => {
    const state = sharedState('widget', initial)
    const handler = vi.fn()
    follow(state, handler)
    state.set({ open: true, draft: 'secret' })
    state.clear()
    expect(state.get()).toEqual(initial)
    expect(storage.kept.size).toBe(0)
    expect(handler).toHaveBeenCalledTimes(2)

    state.set({ open: true })
    anotherTab().clearsAll()
    expect(state.get()).toEqual(initial)
  })
})

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

describe('where the storage does not help', () => {
  it('works in one page alone when it is blocked, and says so once', () => {
    storage.isBlocked = true
    const { told, logger } = warnings()
    const state = sharedState('widget', initial, { logger })
    const handler = vi.fn()
    follow(state, handler)
    state.set({ open: true })
    state.set({ draft: 'a' })
    expect(state.get()).toEqual({ open: true, draft: 'a', seen: 0 })
    expect(handler).toHaveBeenCalledTimes(2)
    expect(told).toEqual([expect.stringMatching(/sharedState widget: the storage fails/)])
    state.clear()
    expect(state.get()).toEqual(initial)
  })

  it('keeps what did not fit until another tab sets the same field', () => {
    const { told, logger } = warnings()
    const state = sharedState('widget', initial, { logger })
    follow(state)
    state.set({ draft: 'short' })
    storage.isFull = true
    state.set({ draft: 'longer' })
    expect(state.get().draft).toBe('longer')
    expect(told).toHaveLength(1)
    storage.isFull = false
    const tab = anotherTab()
    tab.sets('open', true)
    expect(state.get()).toEqual({ open: true, draft: 'longer', seen: 0 })
    tab.sets('draft', 'theirs')
    expect(state.get().draft).toBe('theirs')
  })

  it('touches no storage before it is used', () => {
    vi.stubGlobal('localStorage', undefined)
    const { told, logger } = warnings()
    const state = sharedState('widget', initial, { logger })
    expect(told).toEqual([])
    expect(state.get()).toEqual(initial)
    expect(told).toHaveLength(1)
  })

  it('keeps nothing on a server, where the next visitor is another', () => {
    vi.stubGlobal('window', undefined)
    const { told, logger } = warnings()
    const state = sharedState('widget', initial, { logger })
    const stop = follow(state)
    state.set({ draft: 'of one visitor' })
    expect(state.get()).toBe(state.initial)
    state.clear()
    stop()
    expect([storage.kept.size, told]).toEqual([0, []])
  })

  it('takes a storage of your own', () => {
    vi.stubGlobal('window', undefined)
    vi.stubGlobal('localStorage', undefined)
    const own = fakeStorage()
    sharedState('widget', initial, { storage: own }).set({ seen: 3 })
    expect([...own.kept]).toEqual([[keyOf('seen'), '3']])
  })
})

describe('what is refused', () => {
  const state = () => sharedState<Record<string, unknown>>('widget', initial)

  it.each([
    [{ opne: true }, TypeError, 'sharedState widget.opne: expected no such field, since there is no initial value'],
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
