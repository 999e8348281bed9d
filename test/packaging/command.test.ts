import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SocketPage } from '../../packages/server/test/support/bayeux-clients.ts'
import { startSession } from '../../packages/server/test/support/commands.ts'
import { eventually } from '../support/deadline.ts'
import { shareOutsideProject } from './support/outside-project.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = 'node_modules/chat-transport-server/bin/chat-transport-server.mjs'

describe('the command, installed from its tarball in an empty folder', () => {
  const project = shareOutsideProject({
    packages: ['core', 'backend', 'server', 'agent-api', 'store-sqlite', 'store-valkey', 'chat-transport-server'],
    dependencies: {},
    app: 'command',
  })

  test('starts by npx as the README says, serves a chat, keeps it, and ends when it is told to', async () => {
    const { folder } = project()
    const args = ['--no-install', 'chat-transport-server', '--config', 'chat.json']
    const child = spawn('npx', args, { cwd: folder, detached: true })
    const ended = once(child, 'close')
    /** As a terminal does, which tells npx and what it runs. */
    const interrupt = () => process.kill(-Number(child.pid), 'SIGINT')
    let log = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => void (log += chunk.toString()))
    onTestFinished(async () => {
      if (child.exitCode === null && child.signalCode === null) interrupt()
      await ended
    })
    const [, url = ''] = await eventually(() => /chat at (http:[^"\s]+)/.exec(log), 60_000)
    expect(await new SocketPage(url).attach(startSession())).toMatchObject({ successful: true })
    expect((await fetch(new URL('/readyz', url))).status).toBe(200)

    interrupt()
    await ended
    expect(log).toMatch(/"msg":"closed"\}\n$/)
    expect(existsSync(join(folder, 'chat-data/chat.sqlite'))).toBe(true)
  })

  test('says its version and its help', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'packages/chat-transport-server/package.json'), 'utf8')) as {
      version: string
    }
    expect(await project().run(program, ['--version'])).toBe(`${version}\n`)
    expect(await project().run(program, ['--help'])).toContain('CHAT_PORT')
  })

  test('takes the settings of its README for right, and has the schema for editors', async () => {
    const readme = readFileSync(join(root, 'packages/chat-transport-server/README.md'), 'utf8')
    const [, settings = ''] = /```json\n(.*?)```/s.exec(readme) ?? []
    expect(settings).toContain('/var/lib/chat')
    await project().write('readme.json', settings.replaceAll('/var/lib/chat', '.')) // a folder that is there
    expect(await project().run(program, ['--check', '--config', 'readme.json'])).toBe('The settings are right.\n')
    expect(existsSync(join(project().folder, 'node_modules/chat-transport-server/chat.schema.json'))).toBe(true)
  })
})
