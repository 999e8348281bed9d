// @vitest-environment jsdom
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { webStorage } from '../../src/index.ts'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

describe.each(['session', 'local'] as const)('web storage in the area %s', (area) => {
  const ground = () => (area === 'local' ? localStorage : sessionStorage)

  it('keeps values under its prefix', () => {
    const storage = webStorage({ area, prefix: 'shop.' })
    ground().setItem('other', 'x')
    void storage.save('session', { id: 1 })
    void storage.save('outbox.p', [])
    expect(storage.load('session')).toEqual({ id: 1 })
    expect([...(storage.keys() as string[])].sort()).toEqual(['outbox.p', 'session'])
    void storage.remove('session')
    expect([storage.load('session'), Object.keys(ground()).sort()]).toEqual([undefined, ['other', 'shop.outbox.p']])
  })

  it.each(['{broken', '7', 'null', '"text"', '[]', '{}'])(
    'takes foreign content %s for nothing, and leaves it',
    (content) => {
      ground().setItem('chat-transport.session', content)
      expect(webStorage({ area }).load('session')).toBeUndefined()
      expect(ground().getItem('chat-transport.session')).toBe(content)
    },
  )

  it('finds its keys in a stand-in that has the whole interface, and shows no keys of its own', () => {
    const values = new Map([
      ['chat-transport.session', '1'],
      ['other', '2'],
      ['chat-transport.outbox.p', '3'],
    ])
    const standIn = {
      get length() {
        return values.size
      },
      key: (index: number) => [...values.keys()][index] ?? null,
    }
    vi.stubGlobal(`${area}Storage`, Object.create(standIn))
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(webStorage({ area }).keys()).toEqual(['session', 'outbox.p'])
  })
})

it('uses the tab’s own area unless told otherwise', () => {
  void webStorage().save('session', 1)
  expect([sessionStorage.length, localStorage.length]).toEqual([1, 0])
})

it('takes what is older than maxAgeMs for nothing', async () => {
  const clock = fakeClock()
  const storage = webStorage({ maxAgeMs: 1000, clock })
  void storage.save('session', 'fresh')
  await clock.advance(1000)
  expect(storage.load('session')).toBe('fresh')
  await clock.advance(1)
  expect(storage.load('session')).toBeUndefined()
  expect(sessionStorage.length, 'nothing of it is left').toBe(0)
})

it.each<[string, unknown, unknown]>([
  ['area', { area: 'cookie' }, TypeError],
  ['prefix', { prefix: 7 }, TypeError],
  ['maxAgeMs', { maxAgeMs: -1 }, RangeError],
  ['clock', { clock: {} }, TypeError],
  ['options', 7, TypeError],
])('refuses a bad %s by name', (name, options, type) => {
  expect(() => webStorage(options as never)).toThrow(type as ErrorConstructor)
  expect(() => webStorage(options as never)).toThrow(name)
})
