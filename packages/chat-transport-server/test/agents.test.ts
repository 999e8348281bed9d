import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { startChatAt } from './support/open-page.ts'
import { commandRunner } from './support/run-command.ts'

const run = commandRunner()
const token = 'a-token-that-only-the-console-and-this-test-know'
const authorized = { authorization: `Bearer ${token}` }

interface Listed {
  readonly sessions: readonly { readonly id: string }[]
}

describe('the agents’ API of the command', () => {
  test('lets whoever has a token answer visitors', async () => {
    const command = run({ environment: { CHAT_AGENTS_TOKENS: `console=${token}` } })
    const url = await command.url()
    const { session } = await startChatAt(url)
    await session.sendMessage('Is anybody there?')
    const api = new URL('/agent/v1/sessions', url)
    const listed = async () => (await (await fetch(api, { headers: authorized })).json()) as Listed
    const [{ id } = { id: '' }] = await eventually(async () => {
      const { sessions } = await listed()
      return sessions.length > 0 && sessions
    })
    expect(id).toBe(session.id)
    const post = (path: string, method: string, body: object) =>
      fetch(`${api.href}/${id}${path}`, {
        method,
        headers: { ...authorized, 'content-type': 'application/json', 'idempotency-key': path },
        body: JSON.stringify(body),
      })
    expect((await post('/participants/desk', 'PUT', { name: 'Grace' })).status).toBeLessThan(300)
    expect((await post('/participants/desk/messages', 'POST', { text: 'I am' })).status).toBeLessThan(300)
    const said = () => session.transcript.flatMap(({ event }) => (event?.type === 'EventMessage' ? event : []))
    await eventually(() => said().length === 2)
    expect(said()[1]).toMatchObject({ party: { name: 'Grace' }, content: { text: 'I am' } })
    expect(command.log).not.toContain(token)
  })

  test('answers a wrong token with 401, and is not there when nobody has one', async () => {
    const served = await run({ environment: { CHAT_AGENTS_TOKENS: `console=${token}` } }).url()
    const wrong = { authorization: `Bearer ${token}x` }
    expect((await fetch(new URL('/agent/v1/sessions', served), { headers: wrong })).status).toBe(401)
    const without = await run().url()
    expect((await fetch(new URL('/agent/v1/sessions', without), { headers: authorized })).status).toBe(404)
  })

  test('counts who listens, and ends with the server', async () => {
    const command = run({ environment: { CHAT_AGENTS_TOKENS: `console=${token}` } })
    const feed = fetch(new URL('/agent/v1/feed', await command.url()), {
      method: 'POST',
      headers: { ...authorized, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: '{}',
    }).then((response) => response.text())
    feed.catch(() => undefined)
    await command.logged('agents at')
    const metrics = async () => (await fetch(`${await command.metricsOrigin()}/metrics`)).text()
    await eventually(async () => (await metrics()).includes('chat_agent_feeds{transport="stream"} 1'))
    command.send('SIGTERM')
    expect(await command.ended()).toBe(0)
  })

  test('refuses tokens that are short, without repeating them', async () => {
    const command = run({ environment: { CHAT_AGENTS_TOKENS: 'console=short-secret' } })
    expect(await command.ended()).toBe(2)
    expect(command.errors).toContain('CHAT_AGENTS_TOKENS')
    expect(command.errors).not.toContain('short-secret')
  })

  test('refuses a path below that of the chat', async () => {
    const command = run({ file: { agents: { path: '/cometd/agents' } } })
    expect(await command.ended()).toBe(2)
    expect(command.errors).toContain(
      'agents.path: expected a path beside that of the chat, /cometd, got /cometd/agents',
    )
  })
})
