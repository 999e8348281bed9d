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
  for (const cookie of document.cookie.split('; ')) {
    for (const path of ['/', '/cart']) document.cookie = `${cookie.split('=')[0]}=; Max-Age=0; Path=${path}; Secure`
  }
})

describe('cookie storage', () => {
  it('keeps the session in a cookie of this host alone', () => {
    const written = watchCookies()
    const storage = cookieStorage()
    void storage.save('session', session)
    expect(storage.load('session')).toEqual(session)
    expect(written[0]).toMatch(/^__Host-chat-transport\.session=[^;]+; Path=\/; SameSite=strict; Secure$/)
    void storage.remove('session')
    expect(storage.load('session')).toBeUndefined()
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
    void cookieStorage({ name: 'chat', sameSite: 'lax', maxAgeMs: 60_000 }).save('session', 1)
    expect(written[0]).toBe('__Host-chat.session=1; Path=/; SameSite=lax; Max-Age=60; Secure')
  })

  it('has a cookie for each owner', () => {
    const storage = cookieStorage()
    void storage.save('a1.session', 1)
    void storage.save('b2.session', 2)
    expect([storage.load('session'), storage.load('a1.session'), storage.load('b2.session')]).toEqual([undefined, 1, 2])
    void storage.remove('a1.session')
    expect([storage.load('a1.session'), storage.load('b2.session')]).toEqual([undefined, 2])
  })

  it('throws when the browser does not take the cookie', () => {
    watchCookies({ blocked: true })
    expect(() => cookieStorage().save('session', session)).toThrow('did not take the cookie')
  })

  it.each(['%', '{broken', '%7B'])('takes foreign content %s for nothing', (content) => {
    document.cookie = `__Host-chat-transport.session=${content}; Path=/; Secure`
    expect(cookieStorage().load('session')).toBeUndefined()
  })

  describe('where there is no https', () => {
    const overHttp = ({ isSecureContext }: { isSecureContext: boolean }) => {
      vi.stubGlobal('location', { protocol: 'http:' })
      vi.stubGlobal('isSecureContext', isSecureContext)
      onTestFinished(() => void vi.unstubAllGlobals())
    }

    it('has a plain name on the developer’s own machine', () => {
      const written = watchCookies({ blocked: true })
      overHttp({ isSecureContext: true })
      expect(() => cookieStorage().save('session', 1)).toThrow('did not take the cookie')
      expect(written[0]).toBe('chat-transport.session=1; Path=/; SameSite=strict')
    })

    it('keeps nothing anywhere else, since a neighbouring host could plant a session', () => {
      const written = watchCookies()
      overHttp({ isSecureContext: false })
      const storage = cookieStorage()
      document.cookie = 'chat-transport.session=planted; Path=/'
      for (const use of [
        () => storage.load('session'),
        () => storage.save('session', 1),
        () => storage.remove('session'),
      ])
        expect(use).toThrow('unable to keep a session in a cookie without https')
      expect(written).toEqual(['chat-transport.session=planted; Path=/'])
    })

    it('does not trust a session beside one that somebody planted, says so, and saves all the same', () => {
      overHttp({ isSecureContext: true })
      const storage = cookieStorage()
      void storage.save('session', session)
      document.cookie = 'chat-transport.session=planted; Path=/cart'
      expect(() => storage.load('session')).toThrow('unable to trust the cookie chat-transport.session: there are two')
      void storage.save('session', session)
      document.cookie = 'chat-transport.session=; Path=/cart; Max-Age=0'
      expect(storage.load('session')).toEqual(session)
    })
  })

  it.each<[string, unknown, unknown]>([
    ['name', { name: 'a b' }, TypeError],
    ['name', { name: '' }, TypeError],
    ['sameSite', { sameSite: 'maybe' }, TypeError],
    ['maxAgeMs', { maxAgeMs: 0 }, RangeError],
    ['options', null, TypeError],
  ])('refuses a bad %s by name', (name, options, type) => {
    expect(() => cookieStorage(options as never)).toThrow(type as ErrorConstructor)
    expect(() => cookieStorage(options as never)).toThrow(name)
  })
})
