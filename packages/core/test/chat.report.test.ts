import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import { memoryStorage } from '../src/index.ts'
import { version } from '../src/chat-report.ts'
import { openPage } from './support/open-chat.ts'

const { version: published } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}

it('names the version that is published', () => {
  expect(version).toBe(published)
})

it('says what there is before a session: transport, storage, line', () => {
  const page = openPage()
  expect(page.chat.report()).toContain('storage: memory, persistent: true')
  expect(page.chat.report()).toContain('session: none; online: true')
})

it('tells the story of a chat with its causes, and holds no text, no name and no secret', async () => {
  const storage = memoryStorage()
  const page = openPage({ storage })
  const session = await page.start()
  const { secret } = storage.load('session') as { secret: string }
  page.farSide.loses(new Error('the cable was pulled'))
  void session.sendMessage('my card number is 1234').catch(() => undefined)
  await settle()
  page.farSide.open()
  await settle()
  const sent = page.farSide.received.find(({ type }) => type === 'SendMessage')
  if (sent) page.farSide.refuses(sent, 51)
  await settle()
  await session.detach()

  const report = page.chat.report()
  expect(report).toMatch(/connected → reconnecting/)
  expect(report).toMatch(/reconnecting → connected/)
  expect(report).toMatch(/send 1 that wait/)
  expect(report).toMatch(/refused 51: SendMessage/)
  expect(report).toMatch(/session detached/)
  expect(report).toMatch(/failed 1/)
  for (const kept of ['1234', 'Ada', secret]) expect(report).not.toContain(kept)
})

it('keeps the last 200 steps and the last 20 changes of the line', async () => {
  const page = openPage()
  await page.start()
  for (let line = 0; line < 300; line++) {
    page.farSide.loses()
    page.farSide.open()
  }
  const [before = '', steps = ''] = page.chat.report().split('steps:\n')
  expect(steps.split('\n').length).toBeLessThanOrEqual(200)
  expect(before.match(/ → /g)).toHaveLength(20)
})

it('hands its log to the page’s logger and, as one log, to the transport', async () => {
  const page = openPage()
  await page.start()
  page.farSide.logs('dial link 1')
  expect(page.logger.lines.map(({ text }) => text)).toContain('dial link 1')
  expect(page.chat.report()).toContain('info dial link 1')
})
