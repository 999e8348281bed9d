import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { memoryStorage, type SessionStorage } from '../../src/index.ts'
import { createResilientStorage } from '../../src/storage/resilient-storage.ts'
import { openPage, recordingLogger } from '../support/open-chat.ts'

const fail = (): never => {
  throw new Error('blocked')
}
const throwing = (message = 'blocked'): SessionStorage => {
  const fail = () => {
    throw new Error(message)
  }
  return { load: fail, save: fail, remove: fail, keys: fail }
}
const rejecting = (): SessionStorage => {
  const fail = () => Promise.reject(new Error('blocked'))
  return { load: fail, save: fail, remove: fail, keys: fail }
}

function open(storage: SessionStorage) {
  const clock = fakeClock()
  const logger = recordingLogger()
  return { clock, logger, storage: createResilientStorage({ storage, clock, logger }) }
}

describe('storage that fails', () => {
  it.each<[string, SessionStorage['onChange'] & object]>([
    ['to watch', () => fail()],
    ['to end that', () => fail],
    ['later', (() => Promise.reject(new Error('blocked'))) as never],
  ])('%s keeps no chat from its beginning and its end', async (_, onChange) => {
    const page = openPage({ storage: { ...memoryStorage(), onChange } })
    const session = page.chat.openSession()
    await session.detach()
    expect(session.status).toBe('closed')
    expect(page.logger.warnings).toEqual([expect.stringMatching(/^storage failed/)])
  })

  it.each([
    ['throws', throwing()],
    ['rejects', rejecting()],
  ])('and %s is replaced by memory, with one warning', async (_, broken) => {
    const { logger, storage } = open(broken)
    expect(storage.persistent).toBe(true)
    await storage.save('a', { x: 1 })
    await storage.save('b', 2)
    await storage.remove('b')
    expect([await storage.load('a'), await storage.load('b'), await storage.keys()]).toEqual([
      { x: 1 },
      undefined,
      ['a'],
    ])
    expect([storage.persistent, logger.warnings.length]).toEqual([false, 1])
  })

  it('does not fail by promises whose then() gives nothing', async () => {
    const memory = memoryStorage()
    // What `await` takes.
    const load = (key: string) => ({ then: (resolve: (value: unknown) => void) => resolve(memory.load(key)) })
    const { clock, storage } = open({ ...memory, load })
    await storage.save('a', 1)
    expect(await storage.load('a')).toBe(1)
    await settle()
    expect([clock.pending, storage.persistent]).toEqual([0, true])
  })

  it('keeps in memory only what it could not save, and prefers that to what is older', async () => {
    const memory = memoryStorage()
    let full = false
    const { storage } = open({
      ...memory,
      save(key, value) {
        if (full) throw new Error('quota')
        return memory.save(key, value)
      },
    })
    await storage.save('a', 'old')
    full = true
    await storage.save('a', 'new')
    expect([await storage.load('a'), memory.load('a')]).toEqual(['new', 'old'])
    full = false
    await storage.save('a', 'newest')
    expect([await storage.load('a'), memory.load('a')]).toEqual(['newest', 'newest'])
  })
})

describe('storage that is an object of a class', () => {
  it('is called as its methods expect', async () => {
    class Shelf implements SessionStorage {
      readonly #values = new Map<string, unknown>()
      load(key: string) {
        return this.#values.get(key)
      }
      save(key: string, value: unknown) {
        this.#values.set(key, value)
      }
      remove(key: string) {
        this.#values.delete(key)
      }
      keys() {
        return [...this.#values.keys()]
      }
    }
    const { storage } = open(new Shelf())
    await storage.save('a', 1)
    await storage.save('b', 2)
    await storage.remove('b')
    expect([await storage.load('a'), await storage.keys(), storage.persistent]).toEqual([1, ['a'], true])
  })
})

describe('asynchronous storage', () => {
  it('shows what is still being written', async () => {
    const memory = memoryStorage()
    await memory.save('old', 0)
    const finish: (() => void)[] = []
    const later = (run: () => void) =>
      new Promise<void>((resolve) => {
        finish.push(() => {
          run()
          resolve()
        })
      })
    const { storage } = open({
      ...memory,
      save: (key, value) => later(() => void memory.save(key, value)),
      remove: (key) => later(() => void memory.remove(key)),
    })
    const writes = [storage.save('a', 1), storage.save('a', 2), storage.remove('old')]
    const seen = async () => [await storage.load('a'), await storage.load('old'), await storage.keys()]
    expect(await seen()).toEqual([2, undefined, ['a']])
    for (const write of writes) {
      finish.shift()?.()
      await write
      expect(await seen()).toEqual([2, undefined, ['a']])
    }
    expect([memory.load('a'), memory.keys()]).toEqual([2, ['a']])
  })

  it('writes on when a read fails that was overtaken by a write', async () => {
    const memory = memoryStorage()
    const unanswered: { fail?: (error: Error) => void; finish?: () => void } = {}
    const { storage } = open({
      ...memory,
      load: () => new Promise((_, reject) => (unanswered.fail = reject)),
      save: (key, value) =>
        new Promise((resolve) => {
          unanswered.finish = () => {
            void memory.save(key, value)
            resolve()
          }
        }),
    })
    const loading = storage.load('a')
    const first = storage.save('a', 1)
    unanswered.fail?.(new Error('blocked'))
    expect(await loading).toBe(1)
    unanswered.finish?.()
    await first
    const second = storage.save('a', 2)
    unanswered.finish?.()
    await second
    expect(memory.load('a')).toBe(2)
  })

  it('is told of the end of a session that is still being saved', async () => {
    const memory = memoryStorage()
    const slow: { finish?: () => void } = {}
    const page = openPage({
      storage: {
        ...memory,
        save: (key, value) =>
          (value as { state?: string }).state === 'open'
            ? new Promise<void>((resolve) => {
                slow.finish = () => resolve(memory.save(key, value))
              })
            : memory.save(key, value),
      },
    })
    const session = await page.start()
    page.farSide.says({ type: 'EventSessionEnded', index: 1, at: 1, reason: 'closed' })
    await page.clock.advance(0)
    slow.finish?.()
    await page.clock.advance(0)
    expect([session.status, memory.load('session')]).toMatchObject(['ended', { state: 'ended' }])
  })

  it.each(['load', 'keys'] as const)('whose %s is never answered is given up after 5 s', async (method) => {
    const page = openPage({ storage: { ...memoryStorage(), [method]: () => new Promise(() => undefined) } })
    const started = page.chat.startSession()
    await page.clock.advance(5000)
    page.farSide.open()
    const session = await started
    await page.clock.advance(5000) // what others have left is read behind the session's back
    expect([session.persistent, page.logger.warnings.length]).toEqual([false, 1])
  })

  it('is written in order, whatever order its writes finish in', async () => {
    const started: string[] = []
    const finish: (() => void)[] = []
    const { storage } = open({
      ...memoryStorage(),
      save: (key, value) => {
        started.push(`${key}=${String(value)}`)
        return new Promise<void>((resolve) => finish.push(resolve))
      },
    })
    const first = storage.save('a', 1)
    void storage.save('a', 2)
    await settle()
    expect(started).toEqual(['a=1'])
    finish[0]?.()
    await first
    await settle()
    expect(started).toEqual(['a=1', 'a=2'])
  })

  it('is waited for 1 s, with one warning, and leaves no timer', async () => {
    let finish = () => undefined as void
    const { clock, logger, storage } = open({
      ...memoryStorage(),
      save: () => new Promise<void>((resolve) => (finish = resolve)),
    })
    let saved = false
    void Promise.resolve(storage.save('a', 1)).then(() => (saved = true))
    await clock.advance(999)
    expect(saved).toBe(false)
    await clock.advance(1)
    expect([saved, logger.warnings.length, storage.persistent]).toEqual([true, 1, true])
    void storage.written()
    finish()
    await settle()
    expect(clock.pending).toBe(0)
  })

  it('has failed after 5 s, for whoever is told whether the session is persistent, and holds up nothing more', async () => {
    const written: string[] = []
    const { clock, logger, storage } = open({
      ...memoryStorage(),
      save: (key) => (written.push(key), new Promise<void>(() => undefined)),
    })
    void storage.save('a', 1)
    void storage.save('b', 2)
    await clock.advance(4999)
    expect([written, storage.persistent]).toEqual([['a'], true])
    await clock.advance(1)
    expect([written, storage.persistent, storage.load('a')]).toEqual([['a', 'b'], false, 1])
    expect(logger.warnings.at(-1)).toContain('has not answered within 5000 ms')
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  it('is no obstacle to a page that stays: nothing is lost but what a reload would need', async () => {
    const page = openPage({ storage: rejecting() })
    const session = await page.start()
    void session.sendMessage('Hello')
    await settle()
    expect([page.farSide.texts, session.persistent, page.logger.warnings.length]).toEqual([['Hello'], false, 1])
    await session.detach()
    expect(await page.restore()).toMatchObject({ status: 'connected' })
  })

  it('holds up a message for its save, 1 s at most', async () => {
    const memory = memoryStorage()
    const page = openPage({
      storage: {
        ...memory,
        save: (key, value) => (key === 'session' ? memory.save(key, value) : new Promise(() => undefined)),
      },
    })
    const session = await page.start()
    void session.sendMessage('Hello')
    await page.clock.advance(999)
    expect(page.farSide.texts).toEqual([])
    await page.clock.advance(1)
    expect([page.farSide.texts, page.logger.warnings.length]).toEqual([['Hello'], 1])
  })
})
