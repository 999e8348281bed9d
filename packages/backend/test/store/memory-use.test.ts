import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { memorySessionStore, type ChatBackend, type VisitorLine } from '../../src/index.ts'
import { aMessage, aStart, startBackend } from '../support/visitor.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

async function usedBytes(): Promise<number> {
  for (let times = 0; times < 3; times++) {
    await settle()
    collectGarbage()
  }
  return process.memoryUsage().heapUsed
}

const mega = 1024 * 1024
/** Each says or tells something new. */
type Speech = (number: number) => object

const tinyValues: Speech = (number) => ({
  type: 'SendNotice',
  id: `c-${number}`,
  notice: { name: 'x', data: Array.from({ length: 3_000 }, () => ({})) },
})
const shortMessages: Speech = (number) => aMessage('y', `c-${number}`)
const longIds: Speech = (number) => aMessage('y', `${number}`.padStart(128, 'c'))
const beyondLatin1: Speech = (number) => aMessage('話'.repeat(2_000), `c-${number}`)

/** A line that keeps nothing but the news that a command was refused. */
class ForgetfulLine implements VisitorLine {
  isRefused = false

  deliver(events: readonly string[]): void {
    this.isRefused ||= events.some((event) => event.includes('"EventError"'))
  }

  drop(): void {}
}

async function openLine(backend: ChatBackend, id: string) {
  const line = new ForgetfulLine()
  const { attachment } = await backend.attach(aStart({ id }), line)
  if (!attachment) throw new Error('the start was refused')
  attachment.start()
  attachment.confirm()
  return { line, attachment }
}

/** Sessions until there is room for no other, in all of which is spoken until it is refused. Resolves with the heap they take. */
async function fillStore(maxTotalBytes: number, speech: Speech): Promise<number> {
  const before = await usedBytes()
  const limits = { commandsPerSecond: 1_000_000, maxTranscriptBytes: maxTotalBytes }
  const { backend } = startBackend({ store: memorySessionStore({ maxTotalBytes }), limits })
  const pages = await openAll(backend)
  let number = 0
  for (const { line, attachment } of pages) {
    for (; !line.isRefused; await settle()) await attachment.receive(speech(number++))
  }
  return (await usedBytes()) - before
}

/** Opens lines until one is refused. */
async function openAll(backend: ChatBackend) {
  const lines: Awaited<ReturnType<typeof openLine>>[] = []
  const openNext = async () => {
    while (lines.length < 10_000) lines.push(await openLine(backend, `start-${lines.length}`))
  }
  await expect(openNext()).rejects.toThrow('refused')
  return lines
}

describe('a store that is full takes no more memory than it may', () => {
  it.each<[string, Speech]>([
    ['with commands of many tiny values', tinyValues],
    ['with short messages', shortMessages],
    ['with messages of the longest ids', longIds],
    ['with text that is no Latin-1', beyondLatin1],
  ])('%s', { timeout: 60_000 }, async (_name, speech) => {
    const maxTotalBytes = 8 * mega
    // What the code itself takes when it first runs is not to be measured.
    await fillStore(mega, speech)
    const used = await fillStore(maxTotalBytes, speech)
    expect(used).toBeGreaterThan(maxTotalBytes / 2)
    expect(used).toBeLessThan(maxTotalBytes)
  })

  it('with sessions in which nobody speaks', async () => {
    const maxTotalBytes = 16 * mega
    const before = await usedBytes()
    const { backend } = startBackend({ store: memorySessionStore({ maxTotalBytes }) })
    expect((await openAll(backend)).length).toBeGreaterThan(350)
    expect((await usedBytes()) - before).toBeLessThan(maxTotalBytes / 2)
  })
})
