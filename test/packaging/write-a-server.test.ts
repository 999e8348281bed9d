import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { guideOf } from './support/followed-guide.ts'

const { text, files, followed } = guideOf('write-a-server.md')

describe('the guide to a server', () => {
  test('says of every listing in JavaScript in which file it belongs', () => {
    expect(files.size).toBe([...text.matchAll(/^```js$/gm)].length)
  })

  test('leads to a bridge: what the visitor says comes to the support system, and what an agent says to the visitor', async () => {
    const folder = followed()
    const bridge = start('bridge-server.js', folder, { PORT: '0', AGENTS_TOKEN: 'secret' })
    const [, port] = await eventually(() => /bridge at port (\d+)/.exec(bridge.printed()), 20_000)
    const visitorFile = join(folder, 'visitor.js')
    writeFileSync(visitorFile, readFileSync(visitorFile, 'utf8').replace('localhost:8080', `localhost:${port}`))
    const visitor = start('visitor.js', folder)

    await eventually(() => bridge.printed().includes('Ada asks: Is my order on its way?'), 20_000)
    const sessionId = /^chat (\S+)$/m.exec(visitor.printed())?.[1]
    const post = async (body: string, token = 'secret') => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`http://localhost:${port}/agents`, { method: 'POST', headers, body })).status
    }
    const message = (text: string, fields: object = {}) =>
      JSON.stringify({ id: text, sessionId, agent: { id: '7', name: 'Grace' }, text, ...fields })
    expect(await post(message('Hello Ada'), 'a guess')).toBe(404)
    expect(await post('{ "id": ')).toBe(400)
    expect(await post(message('Hello', { agent: undefined }))).toBe(400)
    expect(await post(message('Hello', { text: 5 }))).toBe(400)
    expect(await post(message('Hello', { sessionId: 'no such chat' }))).toBe(409)
    expect(await post(message('Hello Ada'))).toBe(204)
    expect(await post(message('Hello Ada')), 'the same once more').toBe(204)
    expect(await post(message('It is on its way.'))).toBe(204)
    await eventually(() => visitor.printed().includes('Grace: It is on its way.'), 20_000)
    expect(visitor.printed().match(/Grace: Hello Ada/g)).toHaveLength(1)
  })
})

function start(program: string, folder: string, env: Readonly<Record<string, string>> = {}) {
  const child: ChildProcess = spawn(process.execPath, [program], { cwd: folder, env: { ...process.env, ...env } })
  onTestFinished(() => void child.kill())
  let printed = ''
  const hear = (chunk: Buffer) => void (printed += chunk.toString())
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  return { printed: () => printed }
}
