import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { silentLogger, type NetworkChange, type NetworkStatus } from '@chat-transport/core'
import { sharedState, type SharedState } from '../src/index.ts'
import { fakeStorage, initial, keyOf, stubLocalStorage, type FakeLocalStorage } from './support/fake-local-storage.ts'

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

let storage: FakeLocalStorage
beforeEach(() => void (storage = stubLocalStorage()))
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

  it('stores nothing for what is as it was at first', () => {
    const state = sharedState('widget', initial)
    follow(state)
    state.set({ open: true, draft: 'secret' })
    state.set({ open: false, draft: '' })
    expect(state.get()).toEqual(initial)
    expect(storage.kept.size).toBe(0)
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
