import type { SendMessage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { installBrowserGlobals } from '../../../test/support/node-browser-globals.ts'
import { cometdLink } from '../src/cometd-link.ts'
import { startCometDServer } from './support/cometd-server.ts'
import { openLink } from './support/recorded-line.ts'
import { attached } from './support/scripted-server.ts'

describe.each(['websocket', 'long-polling'] as const)('a link to a CometD server over %s', (transport) => {
  async function connect() {
    installBrowserGlobals()
    const server = await startCometDServer()
    const link = openLink(cometdLink({ url: server.url, transport }))
    return { server, link, send: await link.opening }
  }

  test('it attaches, is alive, and brings every event in order', async () => {
    const { server, link } = await connect()
    const events = Array.from({ length: 500 }, (_, index) => ({ type: 'EventMessage', index }))

    for (const event of events) server.deliver(event)

    await eventually(() => link.told.length === 501)
    expect(link.told).toEqual([attached, ...events])
    expect(link.signs).toBeGreaterThan(0)
  })

  test('L5: a thousand commands at once arrive in the order given, each acknowledged', async () => {
    const { server, send } = await connect()
    const commands = Array.from({ length: 1000 }, (_, index): SendMessage => {
      return { type: 'SendMessage', id: String(index), content: { type: 'text', text: 'x'.repeat(index) } }
    })

    await Promise.all(commands.map((command) => send(command)))

    expect(server.commands).toEqual(commands)
  })

  test('a line that is detached frees the session at the server at once', async () => {
    const { server, link } = await connect()
    expect(server.sessions).toBe(1)

    link.end('detached')

    await eventually(() => server.sessions === 0 && server.open === 0)
  })
})
