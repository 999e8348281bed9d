import type { FileDescription, FileHost, FileUpload, OutgoingFile, Uploads } from '@chat-transport/core'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { fakeNetwork } from '../../core/test/support/fake-network.ts'
import { eventually } from '../../../test/support/deadline.ts'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createFileSender, forgetFiles, keptUploads } from '../src/index.ts'

const offer: Uploads = { url: 'https://chat.example/files', token: 't', maxBytes: 1_000, types: ['*/*'] }
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const cat = (key: string): OutgoingFile => ({
  key,
  file: new Blob(['meow']),
  name: 'cat.png',
  type: 'image/png',
  caption: undefined,
})

/** Tabs that share a chat and what is kept, and a server that answers a piece when the test says. */
function openBrowser() {
  const indexedDB = new IDBFactory()
  const clock = fakeClock()
  const holders = new Map<string, object>()
  let isSignedOut = false
  /** By the token that each tab has. */
  const servers = new Map<string, typeof globalThis.fetch>()
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const { Authorization } = init.headers as { readonly Authorization: string }
    return servers.get(Authorization)?.(url, init)
  })
  onTestFinished(() => void vi.unstubAllGlobals())

  function openTab(options: Partial<FileHost> = {}) {
    const tab = {}
    const token = `t${servers.size}`
    const asked: string[] = []
    const answers: ((response: Response) => void)[] = []
    const network = fakeNetwork()
    const scope = new AbortController()
    let resumes = 0
    servers.set(`Bearer ${token}`, async (_url, { method = '', signal } = {}) => {
      asked.push(method)
      if (method === 'POST') return new Response(null, { status: 201, headers: { Location: '/files/u1' } })
      if (method === 'HEAD') return new Response(null, { headers: { 'Upload-Offset': '0' } })
      if (method === 'DELETE') return new Response(null, { status: 204 })
      return new Promise((resolve, reject) => {
        answers.push(resolve)
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
    })
    const host: FileHost = {
      sessionId: 's1',
      startId: 'start',
      clock,
      network,
      logger: silent,
      signal: scope.signal,
      async claim(names) {
        const ours = names.filter((name) => (holders.get(name) ?? tab) === tab)
        for (const name of ours) holders.set(name, tab)
        return ours
      },
      resume: () => void (resumes += 1),
      isSignedOut: () => isSignedOut,
      uploads: async () => ({ ...offer, token }),
      ...options,
    }
    const sender = createFileSender(host, { indexedDB, clock })
    const send = (file: OutgoingFile, upload: Partial<FileUpload> = {}): Promise<FileDescription> => {
      const sent = sender.upload(file, { signal: new AbortController().signal, onProgress: () => undefined, ...upload })
      sent.catch(() => undefined)
      return sent
    }
    return {
      sender,
      send,
      asked,
      network,
      get resumes() {
        return resumes
      },
      unfinished: async () => (await sender.unfinished()).map(({ key }) => key),
      isSending: () => eventually(() => answers.length > 0),
      arrives: () => answers.at(-1)?.(new Response(null, { status: 204, headers: { 'Upload-Offset': '4' } })),
      /** Another tab may have what it had. */
      isPutAway() {
        for (const [name, holder] of holders) if (holder === tab) holders.delete(name)
      },
      isOver: () => scope.abort(new Error('over')),
    }
  }
  const kept = async (...ids: string[]) =>
    (await keptUploads({ indexedDB, clock }).list(...(ids.length ? ids : ['s1', 'start']))).map(({ key }) => key)
  return { openTab, kept, clock, indexedDB, signOut: () => void (isSignedOut = true) }
}

describe('a file that a tab is sending', () => {
  test('S14: is no other’s while that tab lives, and one other’s once it is gone', async () => {
    const { openTab } = openBrowser()
    const [first, second, third] = [openTab(), openTab(), openTab()]
    void first.send(cat('k1'))
    await first.isSending()
    expect([await first.unfinished(), await second.unfinished()]).toEqual([[], []])
    first.isPutAway()
    expect([await second.unfinished(), await third.unfinished()]).toEqual([['k1'], []])
    const sent = second.send(cat('k1'))
    await second.isSending()
    second.arrives()
    await expect(sent).resolves.toMatchObject({ id: 'u1' })
  })

  test('is claimed before others can find it', async () => {
    const { openTab, kept } = openBrowser()
    let claims: () => void = () => undefined
    const tab = openTab({ claim: (names) => new Promise((resolve) => (claims = () => resolve(names))) })
    void tab.send(cat('k1'))
    expect(await kept()).toEqual([])
    claims()
    await tab.isSending()
    expect(await kept()).toEqual(['k1'])
  })

  test('is looked for again by one that waits: after a while, and when it is seen', async () => {
    const { openTab, clock } = openBrowser()
    const [first, second] = [openTab(), openTab()]
    void first.send(cat('k1'))
    await first.isSending()
    await second.unfinished()
    await clock.advance(9_999)
    expect(second.resumes).toBe(0)
    await clock.advance(1)
    expect(second.resumes).toBe(1)
    second.network.show()
    expect(second.resumes).toBe(2)
    await second.unfinished()
    second.isOver()
    second.network.show()
    await clock.advance(20_000)
    expect(second.resumes).toBe(2)
  })

  test('is left to the tab that has it, by one that was put away meanwhile: there nothing is taken back', async () => {
    const { openTab, kept } = openBrowser()
    const [first, second] = [openTab(), openTab()]
    const sent = first.send(cat('k1'))
    await first.isSending()
    first.isPutAway()
    expect(await second.unfinished()).toEqual(['k1'])
    expect(await first.unfinished()).toEqual([])
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' })
    expect([first.asked, await kept()]).toEqual([['POST', 'PATCH'], ['k1']])
  })

  test('is sent no further once its message has come from another', async () => {
    const { openTab, kept } = openBrowser()
    const tab = openTab()
    const sent = tab.send(cat('k1'))
    await tab.isSending()
    await tab.sender.settled('k1')
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' })
    expect([tab.asked, await kept()]).toEqual([['POST', 'PATCH'], []])
  })
})

describe('a file that is given up in one tab', () => {
  test('S14: is not sent by another, however far that one is', async () => {
    const { openTab } = openBrowser()
    const [first, second] = [openTab(), openTab()]
    void first.send(cat('k1'))
    await first.isSending()
    first.isPutAway()
    await second.unfinished()
    const sent = second.send(cat('k1'))
    await second.isSending()
    await first.sender.settled('k1')
    second.arrives()
    await expect(sent).rejects.toThrow('another page has sent it or given it up')
  })

  test('is not found by one that had to wait for its claim', async () => {
    const { openTab } = openBrowser()
    const first = openTab()
    void first.send(cat('k1'))
    await first.isSending()
    const second = openTab({
      async claim(names) {
        await first.sender.settled('k1')
        return names
      },
    })
    expect(await second.unfinished()).toEqual([])
  })
})

describe('what is kept', () => {
  test('is there before the server has answered, under the id that the session has then, and is found by it later', async () => {
    const { openTab, kept } = openBrowser()
    const never = new Promise<Uploads>(() => undefined)
    const first = openTab({ sessionId: 'start', uploads: () => never })
    void first.send(cat('k1'))
    await eventually(async () => (await kept('start')).length === 1)
    first.isPutAway()
    const next = openTab()
    expect(await next.unfinished()).toEqual(['k1'])
    void next.send(cat('k1'))
    await next.isSending()
    expect(await kept('s1')).toEqual(['k1'])
  })

  test('goes when the server takes none, or refuses it for good', async () => {
    const { openTab, kept } = openBrowser()
    const none = openTab({ uploads: () => Promise.reject(new DOMException('none', 'NotSupportedError')) })
    await expect(none.send(cat('k1'))).rejects.toThrow('none')
    const small = openTab({ uploads: async () => ({ ...offer, maxBytes: 1 }) })
    await expect(small.send(cat('k2'))).rejects.toMatchObject({ code: 3 })
    expect(await kept()).toEqual([])
  })

  test('is nothing after a sign-out in another tab, however late it is written', async () => {
    const { openTab, kept, signOut, indexedDB } = openBrowser()
    const tab = openTab()
    signOut()
    await forgetFiles({ indexedDB })
    void tab.send(cat('k1')) // It has not been told yet.
    await tab.isSending()
    expect(await kept()).toEqual([])
  })

  test('is nothing of a page whose session is over', async () => {
    const { openTab, kept } = openBrowser()
    let claims: () => void = () => undefined
    const tab = openTab({ claim: (names) => new Promise((resolve) => (claims = () => resolve(names))) })
    const sent = tab.send(cat('k1'))
    tab.isOver()
    claims()
    await expect(sent).rejects.toThrow('over')
    expect(await kept()).toEqual([])
  })
})
