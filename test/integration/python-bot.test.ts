import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createAgentApi } from '@chat-transport/agent-api'
import { memorySessionStore } from '@chat-transport/backend'
import { textOf } from '@chat-transport/core'
import { expect, test } from 'vitest'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { servePages } from './support/serve-pages.ts'

const program = fileURLToPath(new URL('../../examples/python-bot/bot.py', import.meta.url))
const token = 'a-token-for-the-bot-that-is-long-enough'

function startBot(origin: string) {
  const bot = spawn('python3', [program, `${origin}/agent/v1`, token], { stdio: ['ignore', 'inherit', 'inherit'] })
  const gone = Promise.race([once(bot, 'exit'), once(bot, 'error')])
  const kill = async () => {
    bot.kill('SIGKILL')
    await gone
  }
  onCleanup(kill)
  return { kill }
}

test('the bot in Python answers each message once, killed and started anew, and over a restart of the server', async () => {
  const { server, openPage } = await servePages('websocket', {
    store: memorySessionStore(),
    beside: ({ backend }, httpServer) =>
      createAgentApi({ backend, tokens: [{ token, name: 'echo' }] }).attach(httpServer),
  })
  const bot = startBot(server.origin)

  const { chat } = await openPage()
  const session = await chat.startSession({ nickname: 'Ada' })
  const answers = () =>
    session.transcript.flatMap(({ event }) =>
      event?.type === 'EventMessage' && event.party.type === 'external' ? [textOf(event.content)] : [],
    )

  await session.sendMessage('one')
  await eventually(() => answers().length === 1)
  await bot.kill()
  await session.sendMessage('two')
  startBot(server.origin)
  await session.sendMessage('three')
  await eventually(() => answers().length === 3)

  await server.restart()
  await session.sendMessage('four')
  await eventually(() => answers().length === 4, 15_000)
  expect(answers()).toEqual(['one', 'two', 'three', 'four'].map((text) => `You said: ${text}`))
  expect(server.backend.session(session.id ?? '')?.parties.map(({ name }) => name)).toEqual(['Ada', 'Echo'])
})
