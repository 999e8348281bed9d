import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { startChatAt } from '../../packages/chat-transport-server/test/support/open-page.ts'
import { filesOf } from '../packaging/support/documented-code.ts'
import { onCleanup } from '../support/cleanup.ts'
import { eventually } from '../support/deadline.ts'
import { freePort } from '../support/free-port.ts'
import { bundle, type Bundled } from '../support/run-bundled.ts'
import { startServer } from '../support/start-server.ts'

const token = 'a-token-that-only-the-console-and-this-test-know'
const results = fileURLToPath(new URL('../../test-results/', import.meta.url))

/** A site with one account, which also receives webhooks. */
async function startSite() {
  const hooks: string[] = []
  const { origin } = await startServer({
    path: '/unused',
    async otherwise(request, response) {
      const { headers, url } = request
      if (url === '/hooks') {
        hooks.push(await text(request))
        response.writeHead(204).end()
        return
      }
      const isKnown = headers.authorization === 'Bearer right'
      response.writeHead(isKnown ? 200 : 401).end(isKnown ? '{ "id": "a-1", "name": "Ada" }' : '')
    },
  })
  return { hooks, origin }
}

const hook = (origin: string) => ({
  HOOK_URL: `${origin}/hooks`,
  HOOK_SECRET: `whsec_${Buffer.from('a-key-of-thirty-two-random-bytes').toString('base64')}`,
})

describe.each(['server.js', 'own-server.js'])('%s of the recipe for production', (program) => {
  let bundled: Bundled
  beforeAll(async () => {
    mkdirSync(results, { recursive: true })
    const folder = mkdtempSync(join(results, 'production-'))
    for (const [name, code] of filesOf('docs/recipes/production.md')) writeFileSync(join(folder, name), code)
    bundled = await bundle(pathToFileURL(join(folder, program)))
    return () => {
      bundled.remove()
      rmSync(folder, { recursive: true })
    }
  })

  async function start() {
    const [port, site] = [await freePort(), await startSite()]
    const folder = mkdtempSync(join(results, 'production-run-'))
    onCleanup(() => rmSync(folder, { recursive: true }))
    const ports =
      program === 'server.js'
        ? { CHAT_PORT: `${port}`, CHAT_METRICS_PORT: '0', CHAT_AGENTS_TOKENS: `console=${token}`, ...hook(site.origin) }
        : { PORT: `${port}`, AGENT_TOKEN: token }
    const run = () => {
      const child = spawn(process.execPath, [bundled.file], {
        cwd: folder,
        env: { ACCOUNT_URL: `${site.origin}/account`, ...ports },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let log = ''
      child.stdout.on('data', (chunk: Buffer) => void (log += chunk.toString()))
      const exited = once(child, 'exit')
      onCleanup(async () => {
        child.kill('SIGKILL')
        await exited
      })
      const end = async () => {
        child.kill('SIGTERM')
        return (await exited)[0] as number | null
      }
      return { end, isUp: () => eventually(() => log.includes('chat at'), 20_000), log: () => log }
    }
    const origin = `http://127.0.0.1:${port}`
    const get = (path: string) => fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } })
    return { run, origin, get, hooks: site.hooks }
  }

  test('knows who is logged in, and keeps the chat over a restart', async () => {
    const { run, origin, get, hooks } = await start()
    const first = run()
    await first.isUp()
    const { session } = await startChatAt(`${origin}/cometd`)
    await session.sendMessage('Hello')
    const chatAs = (account: string) =>
      createChat({
        transport: cometdTransport({ url: `${origin}/cometd` }),
        storage: memoryStorage(),
        credentials: () => account,
      })
    await expect(chatAs('wrong').startSession()).rejects.toMatchObject({ code: 101 })
    const known = await chatAs('right').startSession()
    const { sessions } = (await (await get('/agent/v1/sessions')).json()) as { sessions: { user?: object }[] }
    expect(sessions.map(({ user }) => user)).toEqual([undefined, { id: 'a-1', name: 'Ada' }])
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
    if (program === 'own-server.js')
      expect(await (await get('/metrics')).text()).toContain(
        'chat_commands_total{type="SendMessage",result="accepted",code="0"} 1\n',
      )

    if (program === 'server.js') await eventually(() => hooks.some((hook) => hook.includes('Hello')))
    expect(await first.end()).toBe(0)
    expect(first.log()).toContain('closed')
    await run().isUp()
    await session.sendMessage('Still there?')
    expect(session.transcript.filter(({ event }) => event?.type === 'EventMessage')).toHaveLength(2)
    await known.detach()
  })
})
