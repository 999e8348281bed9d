// @vitest-environment jsdom
// @vitest-environment-options { "url": "https://shop.example/cart" }
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { cookieStorage } from '../../src/index.ts'

const session = { state: 'open', sessionId: 's1; x=y', secret: 'geheim é', position: 3 }

/** What is written to `document.cookie`, attributes included; it is kept as well, unless `blocked`. */
function watchCookies({ blocked = false } = {}) {
  const written: string[] = []
  const prototype = Object.getPrototypeOf(Object.getPrototypeOf(document)) as object
  const cookie =
    Object.getOwnPropertyDescriptor(prototype, 'cookie') ??
    Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get: () => cookie?.get?.call(document) as string,
    set(value: string) {
      written.push(value)
      if (!blocked) cookie?.set?.call(document, value)
    },
  })
  onTestFinished(() => void Reflect.deleteProperty(document, 'cookie'))
  return written
}

beforeEach(() => {
  sessionStorage.clear()
  for (const name of ['__Host-chat-transport', '__Secure-chat', 'chat-transport']) {
    document.cookie = `${name}=; Max-Age=0; Path=/; Secure`
  }
})

describe('cookie storage', () => {
  it('keeps the session in a cookie of this host alone', () => {
    const written = watchCookies()
    const storage = cookieStorage()
    void storage.save('session', session)
    expect(storage.load('session')).toEqual(session)
    expect(storage.keys()).toEqual(['session'])
    expect(written[0]).toMatch(/^__Host-chat-transport=[^;]+; Path=\/; SameSite=strict; Secure$/)
    void storage.remove('session')
    expect([storage.load('session'), storage.keys()]).toEqual([undefined, []])
  })

  it('keeps what is queued in sessionStorage', () => {
    const written = watchCookies()
    const storage = cookieStorage()
    void storage.save('outbox.p1', { commands: [] })
    expect([storage.load('outbox.p1'), storage.keys(), written]).toEqual([{ commands: [] }, ['outbox.p1'], []])
    void storage.remove('outbox.p1')
    expect(sessionStorage.length).toBe(0)
  })

  it('says in the cookie what its options say', () => {
    const written = watchCookies()
    void cookieStorage({ name: 'chat', path: '/cart', sameSite: 'lax', maxAgeMs: 60_000 }).save('session', 1)
    expect(written[0]).toBe('__Secure-chat=1; Path=/cart; SameSite=lax; Max-Age=60; Secure')
  })

  it('throws when the browser does not take the cookie', () => {
    watchCookies({ blocked: true })
    expect(() => cookieStorage().save('session', session)).toThrow('did not take the cookie')
  })

  it.each(['%', '{broken', '%7B'])('takes foreign content %s for nothing', (content) => {
    document.cookie = `__Host-chat-transport=${content}; Path=/; Secure`
    expect(cookieStorage().load('session')).toBeUndefined()
  })

  it('has a plain name where there is no https', () => {
    const written = watchCookies({ blocked: true })
    vi.stubGlobal('location', { protocol: 'http:' })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(() => cookieStorage().save('session', 1)).toThrow()
    expect(written[0]).toBe('chat-transport=1; Path=/; SameSite=strict')
  })

  it.each<[string, unknown, unknown]>([
    ['name', { name: 'a b' }, TypeError],
    ['name', { name: '' }, TypeError],
    ['path', { path: 'cart' }, TypeError],
    ['path', { path: '/; Domain=example' }, TypeError],
    ['sameSite', { sameSite: 'maybe' }, TypeError],
    ['maxAgeMs', { maxAgeMs: 0 }, RangeError],
    ['options', null, TypeError],
  ])('refuses a bad %s by name', (name, options, type) => {
    expect(() => cookieStorage(options as never)).toThrow(type as ErrorConstructor)
    expect(() => cookieStorage(options as never)).toThrow(name)
  })
})
