import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { FarSide, Harness } from '@chat-transport/conformance'
import { ChatError } from '@chat-transport/core'
import type { AttachCommand, ChatTransport, TransportListener } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { fakeClock } from '../support/fake-clock.ts'
import { guideOf } from './support/followed-guide.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { text: guide, files, followed, output } = guideOf('write-a-transport.md')
const run = promisify(execFile)

describe('the guide to a transport', { timeout: 120_000 }, () => {
  test('says of every listing in which file it belongs', () => {
    expect(files.size).toBe([...guide.matchAll(/^```js$/gm)].length)
  })

  test('leads to the protocol and to a link to copy, which the packages bring along', async () => {
    const packed = await run(
      'npm',
      ['pack', '--dry-run', '--json', '-w', 'packages/backend', '-w', 'packages/memory'],
      {
        cwd: root,
      },
    )
    const packages = JSON.parse(packed.stdout) as { files: { path: string }[] }[]
    const paths = packages.flatMap(({ files }) => files.map(({ path }) => path))
    expect(paths).toEqual(
      expect.arrayContaining(['PROTOCOL.md', 'PROTOCOL-BINDINGS.md', 'src/memory-link.ts', 'src/heartbeat.ts']),
    )
  })

  test('leads to a chat', async () => {
    expect(await output('try-it.js')).toBe('Ada: Hello\nEcho: You said: Hello\n')
  })

  test('leads to a chat that lives with a bad line', async () => {
    const said = (await output('break-it.js')).split('\n')
    expect(said).toContain('(reconnecting: cut by hand)')
    expect(said.filter((line) => line.startsWith('Ada'))).toEqual(['Ada: One', 'Ada: Two', 'Ada: Three'])
    expect(said.filter((line) => line.startsWith('Echo'))).toEqual(
      ['One', 'Two', 'Three'].map((text) => `Echo: You said: ${text}`),
    )
  })

  test('leads to a run of the kit in which every case passes', async () => {
    const { stdout } = await run(process.execPath, ['--test', 'conformance.test.js'], { cwd: followed() })
    const [, passed, failed] = /pass (\d+)[^]*fail (\d+)/.exec(stdout) ?? []
    expect(Number(failed)).toBe(0)
    expect(Math.round(Number(passed) / 10) * 10, 'about as many as the guide says').toBe(casesOf(guide))
  })

  test('shows what a link fails with that does not say that it is lost', async () => {
    const folder = followed()
    const link = join(folder, 'web-socket-link.js')
    writeFileSync(link, readFileSync(link, 'utf8').replace(/^.*onclose.*\n/m, ''))
    const running = run(process.execPath, ['--test', 'conformance.test.js'], { cwd: folder })
    const { stdout } = await running.catch((failure: unknown) => failure as { stdout: string })
    const [, shown = ''] = /```\n(L3\/cut failed[^]*?)```/.exec(guide) ?? []
    const steady = shown.split('\n').filter((line) => !/…| ms {2}/.test(line)) // but for what differs from run to run
    expect(steady.length).toBeGreaterThan(3)
    const timeless = (text: string) => text.replace(/within \d+ ms/, 'in time') // the deadline grows on a slow machine
    const said = stdout.split('\n').map(timeless).join('\n')
    for (const line of steady) expect(said).toContain(timeless(line.trim()))
  })

  test('leads to a matrix in which nothing has failed', async () => {
    const folder = followed()
    await output('publish.js', folder) // fails the test by its exit code
    const matrix = readFileSync(join(folder, 'CONFORMANCE.md'), 'utf8')
    expect(matrix).toMatch(/^\| T18 \| passed \|$/m)
    expect(matrix).not.toMatch(/failed|not reached/)
    expect(JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'))).toMatchObject({ passed: true })
  })
})

/** Section 9: over a client that dials, retries and resumes by itself. The test is the client. */
describe('a transport without a link, as the guide has it', () => {
  test('hands on what the client says of the line, with the grace timer between', async () => {
    const { channel, told, clock, page } = await connected()
    channel.down(new Error('gone'), clock.now())
    await clock.advance(2_999)
    expect(told).toEqual(['connected', 'reconnecting: gone'])
    await clock.advance(1)
    expect(told.slice(2)).toEqual(['EventError 150', 'interrupted: gone'])
    channel.answered({ sessionId: 's-1' })
    page.position = 7
    channel.caughtUp()
    expect(told.slice(4)).toEqual(['connected'])
  })

  test('restores with what it was answered, from where the page is, and takes nothing', async () => {
    const { channel, page } = await connected()
    page.position = 4
    const again = channel.attach()
    expect(again).toMatchObject({ type: 'RestoreSession', sessionId: 's-1', pageId: 'page-1', take: false, after: 4 })
    expect(again).toMatchObject({ secret: start.secret })
    expect(again.id).not.toBe(start.id)
    expect(channel.attach().id, 'until it is answered').toBe(again.id)
    channel.answered({ sessionId: 's-1', secret: 'issued by the back end' })
    expect(channel.attach()).toMatchObject({ secret: 'issued by the back end' })
    expect(channel.attach().id).not.toBe(again.id)
  })

  test('ends as the far side says', async () => {
    const gone = await connected()
    const refusal = new ChatError(50, 'unknown session')
    gone.channel.gone(refusal)
    expect(gone.changes.at(-1)).toMatchObject({ current: 'closed', cause: { code: 152, cause: refusal } })
    const refused = await connected()
    refused.channel.refused(new ChatError(101, 'login failed'))
    expect(refused.changes.at(-1)).toMatchObject({ current: 'closed', cause: { code: 101 } })
    const ended = await connected()
    ended.channel.ended()
    expect(ended.changes.at(-1)).toMatchObject({ current: 'closed' })
    expect(ended.changes.at(-1)?.cause).toBeUndefined()
    for (const { left, clock } of [gone, refused, ended]) expect([left(), clock.pending]).toEqual([true, 0])
  })

  test('tells nothing after close(), and lets go of the client', async () => {
    const { channel, told, clock, connection, left } = await connected()
    channel.down(new Error('gone'), clock.now())
    connection.close()
    const before = [...told]
    channel.event({ type: 'EventTyping' })
    channel.caughtUp()
    await clock.advance(10_000)
    expect(told).toEqual(before)
    expect([left(), clock.pending]).toEqual([true, 0])
  })

  test('is given to the kit with the options that the kit passes', async () => {
    const { vendorHarness } = (await listing('vendor-harness.js')) as { vendorHarness: VendorHarness }
    const far = {} as FarSide
    const given: unknown[] = []
    const harness = vendorHarness((options) => (given.push(options), clientOf(() => undefined)), far)
    const options = { interruptionTimeoutMs: 3000 } as Parameters<NonNullable<Harness['createTransport']>>[0]
    expect(await harness.createTransport?.(options)).toMatchObject({ name: 'vendor' })
    expect([harness.far, given]).toEqual([far, [options]])
  })
})

const listing = (name: string): Promise<unknown> => import(pathToFileURL(join(followed(), name)).href)

/** How many cases the guide says there are. */
const casesOf = (text: string): number => Number(/some (\d+) cases/.exec(text)?.[1])

const start = { type: 'StartSession', id: 'start-1', secret: 'x'.repeat(43), pageId: 'page-1', take: true } as const

/** What the listing gives to the client when it joins. */
interface Callbacks {
  attach(): AttachCommand
  answered(answer: { sessionId: string; secret?: string }): void
  caughtUp(): void
  down(cause: Error, lastHeardAt: number): void
  event(event: unknown): void
  gone(refusal: ChatError): void
  refused(refusal: ChatError): void
  ended(): void
}
interface VendorClient {
  join(callbacks: Callbacks): { send(): Promise<void>; leave(): void }
}
type VendorTransport = (client: VendorClient, options: object) => ChatTransport
type VendorHarness = (connectVendor: (options: object) => VendorClient, far: FarSide) => Harness

function clientOf(joined: (callbacks: Callbacks) => void, left: () => void = () => undefined): VendorClient {
  return {
    join(callbacks) {
      joined(callbacks)
      return { send: async () => undefined, leave: left }
    },
  }
}

/** The transport of the listing, connected over a client whose callbacks the test calls. */
async function connected() {
  const { vendorTransport } = (await listing('vendor-transport.js')) as { vendorTransport: VendorTransport }
  const clock = fakeClock()
  const joined: Callbacks[] = []
  const told: string[] = []
  const changes: Parameters<TransportListener['onConnectivity']>[0][] = []
  const page = { position: 0 }
  let isLeft = false
  const client = clientOf(
    (callbacks) => joined.push(callbacks),
    () => (isLeft = true),
  )
  const connection = vendorTransport(client, { clock }).connect(start, {
    get position() {
      return page.position
    },
    onEvent(event) {
      const { type, error } = event as { type: string; error?: { code: number } }
      told.push(error ? `${type} ${error.code}` : type)
    },
    onConnectivity(change) {
      changes.push(change)
      told.push(change.cause ? `${change.current}: ${change.cause.message}` : change.current)
    },
  })
  const [channel] = joined
  if (!channel) throw new Error('the transport has not joined')
  expect(channel.attach()).toEqual(start)
  channel.answered({ sessionId: 's-1' })
  channel.caughtUp()
  return { channel, connection, told, changes, clock, page, left: () => isLeft }
}
