import { onTestFinished, expect, test, vi } from 'vitest'
import * as source from '../../packages/core/src/index.ts'
import * as bundle from '../../packages/browser/dist/index.js'
import * as library from '../../packages/core/dist/index.js'

type Library = Pick<typeof source, 'createChat' | 'linkedTransport'>

/** The names of everything in `value`, with where it stands. */
function namesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, part]) => namesIn(part, `${path}.${name}`))
}

/** What a page stores and sends: a start, a queued message, a notice, user data, typing, a read mark, and a restore after it. */
async function storedAndSent({ createChat, linkedTransport }: Library): Promise<string[]> {
  const stored = new Map<string, string>()
  const names = new Set<string>()
  const note = (value: unknown) => namesIn(value).forEach((name) => names.add(name))
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, json: string) {
      stored.set(key, json)
      note({ stored: JSON.parse(json) })
    },
    removeItem: (key: string) => stored.delete(key),
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  const transport = linkedTransport({
    name: 'recording',
    open(attach, line) {
      note({ sent: attach })
      line.received({
        type: 'EventAttached',
        commandId: attach.id,
        sessionId: 's',
        party: { id: 'v', name: 'Ada', type: 'client' },
        first: 1,
        head: 1,
        reads: [],
        limits: { maxMessageBytes: 8192, commandsPerSecond: 100 },
        timeoutMs: 60_000,
      })
      line.received({
        type: 'EventNotice',
        index: 1,
        at: 1,
        party: { id: 'a', name: 'Bob', type: 'agent' },
        notice: { name: 'n' },
      })
      return (command) => note({ sent: command })
    },
  })
  const session = await createChat({ transport }).startSession({ nickname: 'Ada', subject: 'x', userData: { a: 1 } })
  const given = [session.sendMessage('x'), session.sendNotice('x', { b: 1 }), session.updateUserData({ c: 1 })]
  session.sendTyping()
  session.markRead(1)
  await vi.waitFor(() => expect([...names].join()).toMatch(/\.stored\.value\.commands/))
  await session.detach()
  await Promise.allSettled(given)
  const restored = await createChat({ transport }).restoreSession()
  void restored?.leave().catch(() => undefined)
  await vi.waitFor(() => expect([...names].join()).toMatch(/sent\.after/))
  await restored?.detach()
  return [...names].sort()
}

test.each([
  ['bundle', bundle],
  ['library', library],
])('the %s stores and sends under the names of the source: what it shortens is its own', async (_name, built) => {
  const expected = await storedAndSent(source)
  expect(expected.length).toBeGreaterThan(20)
  expect(await storedAndSent(built as unknown as Library)).toEqual(expected)
})
