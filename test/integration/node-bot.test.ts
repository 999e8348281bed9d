import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgentApi } from '@chat-transport/agent-api'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage, textOf, type ChatSession } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { sharedStore } from '../../packages/backend/test/support/shared-store.ts'
import { codeBlocksOf } from '../packaging/support/documents.ts'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { installBrowserGlobals } from '../support/node-browser-globals.ts'
import { startServer } from '../support/start-server.ts'

const token = 'a-token-for-the-bot-that-is-long-enough'
const block = codeBlocksOf('packages/agent-api/README.md').find(({ code }) => code.startsWith('// bot.mjs'))

/** The bot of the agent API's README, with other servers. */
function startBot(origins: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'node-bot-'))
  const servers = JSON.stringify(origins.map((origin) => `${origin}/agent/v1`))
  writeFileSync(join(folder, 'bot.mjs'), String(block?.code).replace(/(?<=^const servers = )\[.*?\]/m, servers))
  const bot = spawn(process.execPath, [join(folder, 'bot.mjs')], {
    env: { TOKEN: token },
    stdio: ['ignore', 'inherit', 'ignore'],
  })
  const gone = Promise.race([once(bot, 'exit'), once(bot, 'error')])
  onCleanup(async () => {
    bot.kill('SIGKILL')
    await gone
    rmSync(folder, { recursive: true })
  })
}

const answers = (session: ChatSession) =>
  session.transcript.flatMap(({ event }) =>
    event?.type === 'EventMessage' && event.party.type === 'external' ? [textOf(event.content)] : [],
  )

test('the bot in Node answers the visitors of several servers, once, also when they move from one to another', async () => {
  installBrowserGlobals()
  const store = sharedStore()
  const start = () =>
    startServer({
      store,
      closeTimeoutMs: 500,
      beside: ({ backend }, httpServer) =>
        createAgentApi({ backend, tokens: [{ token, name: 'bot' }] }).attach(httpServer),
    })
  const [one, other] = [await start(), await start()]
  startBot([one.origin, other.origin])
  const visitorAt = (...servers: (typeof one)[]) =>
    createChat({
      transport: cometdTransport({ url: servers.map(({ url }) => url) }),
      storage: memoryStorage(),
    }).startSession({ nickname: 'Ada' })
  const moving = await visitorAt(one, other)
  const staying = await visitorAt(other)
  await moving.sendMessage('one')
  await staying.sendMessage('here')
  await eventually(() => answers(moving).length === 1 && answers(staying).length === 1, 15_000)

  await one.stop()
  await moving.sendMessage('two')
  await eventually(() => answers(moving).length === 2, 15_000)
  await one.restart()
  await other.stop()
  await moving.sendMessage('three')
  await eventually(() => answers(moving).length === 3, 15_000)
  expect(answers(moving)).toEqual(['one', 'two', 'three'].map((text) => `You said: ${text}`))
  expect(answers(staying)).toEqual(['You said: here'])
  for (const session of [moving, staying]) await session.detach()
})
