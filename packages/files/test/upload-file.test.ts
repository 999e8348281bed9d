import { getEventListeners } from 'node:events'
import type { NetworkChange } from '@chat-transport/core'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { fastClock } from '../../../test/support/fast-clock.ts'
import { fakeClock, settle } from '../../../test/support/fake-clock.ts'
import { uploadFile, type PlannedUploadRetry } from '../src/index.ts'
import { asTus, hello, options, startScripted } from './support/scripted-server.ts'

describe('an upload', () => {
  test('leaves nothing with the signals that could have ended it', async () => {
    const { url } = await startScripted(() => asTus)
    const [page, visitor] = [new AbortController(), new AbortController()]
    await uploadFile(hello, options(url, { signal: visitor.signal, pause: page.signal }))
    expect([page, visitor].map(({ signal }) => getEventListeners(signal, 'abort').length)).toEqual([0, 0])
  })

  test('says what it is, and resolves with what a message says of it', async () => {
    const seen: Record<string, unknown>[] = []
    const { url, asked, kept } = await startScripted(({ headers }) => (seen.push(headers), asTus))
    const progress: number[] = []
    const file = await uploadFile(hello, options(url, { onProgress: ({ sentBytes }) => progress.push(sentBytes) }))
    expect(file).toEqual({ id: 'u1', name: 'hello.txt', type: 'text/plain', bytes: 5 })
    expect([asked, kept(), progress]).toEqual([['POST', 'PATCH'], 'hello', [0, 5]])
    expect(seen[0]).toMatchObject({ 'upload-length': '5', 'tus-resumable': '1.0.0', authorization: 'Bearer t1' })
    const [name, type] = String(seen[0]?.['upload-metadata']).split(',')
    expect([name, type]).toEqual([`filename ${btoa('hello.txt')}`, `filetype ${btoa('text/plain')}`])
  })

  test('asks for nothing that makes a browser ask before each request whether it may', async () => {
    const { url } = await startScripted()
    const caches: unknown[] = []
    const asking: typeof fetch = (request, init) => (caches.push(init?.cache), fetch(request, init))
    await uploadFile(hello, options(url, { fetch: asking }))
    expect(caches).toEqual([undefined, undefined])
  })

  test('goes on where one before it has ended', async () => {
    const { url, asked, kept } = await startScripted()
    const scope = new AbortController()
    await uploadFile(hello.slice(0, 2), options(url))
    const uploadUrl = `${url}/u1`
    await uploadFile(hello, options(url, { uploadUrl, signal: scope.signal }))
    expect([asked.slice(2), kept()]).toEqual([['HEAD', 'PATCH'], 'hello'])
  })

  test('asks whether the file was accepted, when the answer to its last byte was lost', async () => {
    let lost = false
    const { url, asked } = await startScripted(({ method }, body) => {
      if (method !== 'HEAD' || lost) return asTus
      lost = true
      return [200, { 'upload-offset': '5' }, body.toString()]
    })
    const accepted = uploadFile(hello, options(url, { uploadUrl: `${url}/u1` }))
    await expect(accepted).resolves.toMatchObject({ id: 'u1' })
    expect(asked.slice(0, 2)).toEqual(['HEAD', 'PATCH'])
  })
})

describe('what is refused', () => {
  const error = { code: 3, description: 'a program' }

  test.each([
    [400, JSON.stringify({ error }), 3],
    [403, JSON.stringify({ error: { code: 51, description: 'no more' } }), 51],
    [413, '<html>', 3],
    [415, JSON.stringify({ error }), 3],
    [422, JSON.stringify({ error: { code: 60, description: 'a virus' } }), 60],
    [501, '', 52],
    [507, '', 52],
  ])('with %i is not tried again', async (status, body, code) => {
    const { url, asked } = await startScripted(({ method }) => (method === 'PATCH' ? [status, {}, body ?? ''] : asTus))
    await expect(uploadFile(hello, options(url))).rejects.toMatchObject({ name: 'ChatError', code, cause: { status } })
    expect(asked).toEqual(['POST', 'PATCH'])
  })

  test('with 400 and no reason has lost its turn to another request, and goes on; but not for ever', async () => {
    let times = 0
    const { url, asked, kept } = await startScripted(({ method }) =>
      method === 'PATCH' && (times += 1) <= 3 ? [400, {}, 'Request aborted due to lock acquired'] : asTus,
    )
    await uploadFile(hello, options(url, { clock: fastClock(50) }))
    expect([asked.filter((method) => method === 'PATCH').length, kept()]).toEqual([4, 'hello'])

    const never = await startScripted(({ method }) => (method === 'PATCH' ? [400] : asTus))
    const upload = uploadFile(hello, options(never.url, { clock: fastClock(50) }))
    await expect(upload).rejects.toMatchObject({ code: 52, cause: { status: 400 } })
    expect(never.asked.filter((method) => method === 'PATCH')).toHaveLength(5)
  })

  test('with 404 is begun anew, only so often', async () => {
    const { url, asked } = await startScripted(({ method }) => (method === 'PATCH' ? [404] : asTus))
    const upload = uploadFile(hello, options(url))
    await expect(upload).rejects.toMatchObject({ code: 50 })
    expect(asked).toEqual(['POST', 'PATCH', 'POST', 'PATCH', 'POST', 'PATCH'])
  })

  test('with 404 is begun anew also when the first ones to ask for it had no answer', async () => {
    let [asked, lost] = [0, 0]
    const { url, kept } = await startScripted(({ method }) => {
      if (method === 'POST') return (asked += 1) <= 3 ? 'break' : asTus
      return method === 'PATCH' && (lost += 1) === 1 ? [404] : asTus
    })
    await uploadFile(hello, options(url, { clock: fastClock(50) }))
    expect(kept()).toBe('hello')
  })

  test('with 401 is asked for with another token, and goes on with it', async () => {
    let valid = 't1'
    const token = ({ refused }: { refused: boolean }) => (refused ? (valid = 't2') : valid)
    const { url, kept } = await startScripted(({ method, headers }) =>
      method === 'POST' || headers.authorization === 'Bearer t2' ? asTus : [401],
    )
    await uploadFile(hello, options(url, { token }))
    expect(kept()).toBe('hello')
  })

  test('with 401 again and again ends, also when the token that is valid is not used', async () => {
    const asks: boolean[] = []
    const token = ({ refused }: { refused: boolean }) => (asks.push(refused), refused ? 't2' : 't1')
    const { url } = await startScripted(({ headers }) => (headers.authorization === 'Bearer t2' ? asTus : [401]))
    const upload = uploadFile(hello, options(url, { token }))
    await expect(upload).rejects.toMatchObject({ code: 101 })
    expect(asks.slice(0, 2)).toEqual([false, true])
  })

  test('a file that can no longer be read ends its upload', async () => {
    const { url } = await startScripted()
    const gone = new Blob(['hello'])
    const unreadable = Object.assign(gone, {
      slice: () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('gone')) }),
    })
    const fetchOrFail: typeof fetch = (input, init) =>
      init?.method === 'PATCH' ? Promise.reject(new TypeError('Failed to fetch')) : fetch(input, init)
    const upload = uploadFile(unreadable, options(url, { fetch: fetchOrFail }))
    await expect(upload).rejects.toMatchObject({ code: 52, message: expect.stringContaining('Choose it again') })
  })

  test.each([
    [{ url: '/files' }, 'uploadFile url: expected an absolute http or https URL'],
    [{ token: '' }, 'uploadFile token: expected a string or a function'],
    [{ onProgress: 1 }, 'uploadFile onProgress: expected a function'],
  ])('wrong options %j are named', async (wrong, message) => {
    await expect(uploadFile(hello, options('http://x', wrong as object))).rejects.toThrow(message)
  })
})

describe('what may pass', () => {
  test.each([
    ['a break', 'break' as const],
    ['a full server', [503] as const],
    ['a lock of another request', [423] as const],
    ['another offset', [409] as const],
    ['the page to log in to a network', [200, { 'content-type': 'text/html' }, '<form>'] as const],
  ])('%s is waited out', async (_what, answer) => {
    let times = 0
    const { url, kept } = await startScripted(({ method }) => (method === 'PATCH' && (times += 1) < 4 ? answer : asTus))
    const retries: PlannedUploadRetry[] = []
    await uploadFile(hello, options(url, { onRetry: (retry) => retries.push(retry) }))
    expect([kept(), times]).toEqual(['hello', 4])
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })

  test('a server that does not answer is given up, and asked anew', async () => {
    const clock = fakeClock()
    let times = 0
    const { url, asked, kept } = await startScripted(({ method }) =>
      method === 'PATCH' && (times += 1) === 1 ? 'nothing' : asTus,
    )
    const upload = uploadFile(hello, options(url, { clock }))
    await eventually(() => asked.includes('PATCH'))
    await clock.advance(15_000)
    await eventually(async () => {
      await clock.advance(200)
      return kept() === 'hello'
    })
    await upload
  })

  test('Retry-After is kept to, whatever the network says', async () => {
    const clock = fakeClock()
    let told: (change: NetworkChange) => void = () => undefined
    const network = { online: true, subscribe: (listener: typeof told) => ((told = listener), () => undefined) }
    let times = 0
    const { url, asked } = await startScripted(() => ((times += 1) === 1 ? [503, { 'retry-after': '60' }] : asTus))
    const retries: PlannedUploadRetry[] = []
    const upload = uploadFile(hello, options(url, { clock, network, onRetry: (retry) => retries.push(retry) }))
    await eventually(() => retries.length === 1)
    expect(retries[0]).toMatchObject({ delayMs: 60_000 })
    told('online')
    await clock.advance(59_000)
    expect(asked).toEqual(['POST'])
    await clock.advance(1_000)
    await upload
  })

  test('while offline it waits for the network, and goes on at once with it', async () => {
    const clock = fakeClock()
    const listeners = new Set<(change: NetworkChange) => void>()
    const network = {
      online: false,
      subscribe(listener: (change: NetworkChange) => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    let down = true
    const { url, asked, kept } = await startScripted(() => (down ? 'break' : asTus))
    const upload = uploadFile(hello, options(url, { clock, network }))
    await eventually(() => listeners.size === 1)
    const before = asked.length
    await clock.advance(20_000)
    expect(asked).toHaveLength(before)
    down = false
    network.online = true
    listeners.forEach((tell) => tell('online'))
    await upload
    expect([kept(), listeners.size]).toEqual(['hello', 0])
  })

  test.each(['visible', 'pageshow', 'pageshow-persisted'] as const)(
    'goes on as soon as the page says %s',
    async (change) => {
      const clock = fakeClock()
      let tell: (change: NetworkChange) => void = () => undefined
      const network = { online: true, subscribe: (listener: typeof tell) => ((tell = listener), () => undefined) }
      let times = 0
      const { url, kept } = await startScripted(() => ((times += 1) === 1 ? [503] : asTus))
      const retries: PlannedUploadRetry[] = []
      const upload = uploadFile(hello, options(url, { clock, network, onRetry: (retry) => retries.push(retry) }))
      await eventually(() => retries.length === 1)
      await settle()
      tell(change)
      await upload
      expect(kept()).toBe('hello')
    },
  )

  test('a handler of the page that throws ends no upload', async () => {
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    onTestFinished(() => void vi.unstubAllGlobals())
    const { url, kept } = await startScripted()
    const thrown = new Error('the page is wrong')
    const fail = () => {
      throw thrown
    }
    await uploadFile(hello, options(url, { onProgress: fail, onCreated: fail }))
    expect(kept()).toBe('hello')
    expect(reported.mock.calls).toEqual([[thrown], [thrown], [thrown]])
  })
})

describe('giving up', () => {
  test('rejects with the reason, and removes what the server has', async () => {
    const scope = new AbortController()
    const { url, asked } = await startScripted(({ method }) => {
      if (method === 'PATCH') scope.abort(new Error('changed my mind'))
      return method === 'PATCH' ? 'nothing' : asTus
    })
    await expect(uploadFile(hello, options(url, { signal: scope.signal }))).rejects.toThrow('changed my mind')
    await eventually(() => asked.includes('DELETE'))
  })

  test('while it waits takes effect at once', async () => {
    const scope = new AbortController()
    const clock = fakeClock()
    const { url } = await startScripted(() => [503])
    const upload = uploadFile(hello, options(url, { clock, signal: scope.signal, onRetry: () => scope.abort() }))
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' })
    await settle()
    expect(clock.pending).toBe(0)
  })
})
