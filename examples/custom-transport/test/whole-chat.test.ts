import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackendSession } from '@chat-transport/backend'
import { createChat, linkedTransport, memoryStorage, type OpenLink } from '@chat-transport/core'
import * as files from '@chat-transport/files'
import { createChatServer, type ChatServer } from '@chat-transport/server'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { eventually } from '../../../test/support/deadline.ts'
import { createSseFront } from '../server/sse-front.ts'
import { createWebSocketFront } from '../server/web-socket-front.ts'
import { sseLink } from '../src/sse-link.ts'
import { webSocketLink } from '../src/web-socket-link.ts'

/** Each front of this folder, beside the uploads of the reference server: one back end serves both. */
const fronts = {
  'Server-Sent Events': {
    serve(server: Server, chat: ChatServer) {
      const front = createSseFront(chat.backend)
      server.on('request', (request, response) => {
        if (request.url === '/chat') front(request, response)
      })
    },
    open: (address: string): OpenLink => sseLink(`http://${address}/chat`),
  },
  WebSocket: {
    serve: (server: Server, chat: ChatServer) => void createWebSocketFront(server, chat.backend),
    open: (address: string): OpenLink => webSocketLink(`ws://${address}/`),
  },
}

beforeEach(() => void vi.stubGlobal('WebSocket', WebSocket)) // which Node 20 has not
afterEach(() => void vi.unstubAllGlobals())

test.each(['Server-Sent Events', 'WebSocket'] as const)(
  'over %s a visitor edits, reads what is being said, signs in and sends a file',
  async (name) => {
    const { session, atBackEnd, signIn } = await openChat(fronts[name])
    const { index = 0 } = await session.sendMessage('Two coats')
    expect(await session.editMessage(index, 'Three coats')).toMatchObject({ edited: true })

    const agent = atBackEnd().join({ name: 'Robin', type: 'external' })
    const growing = eventually(() => session.transcript.some(({ streaming }) => streaming))
    const { index: said } = await agent.say(
      (async function* () {
        yield 'Of '
        await growing // the rest comes only when the page shows the beginning
        yield 'course'
      })(),
    )
    await eventually(() => session.transcript.find((entry) => entry.index === said))
    expect(await session.react(said, '👍')).toMatchObject({ reactions: [{ emoji: '👍' }] })

    signIn()
    await session.identify()
    expect([session.party.name, atBackEnd().user]).toEqual(['Ann', { id: 'ann', name: 'Ann' }])

    await session.sendFile(new Blob(['meow'], { type: 'text/plain' }), { name: 'cat.txt' })
    const events = await atBackEnd().transcript()
    expect(events.at(-1)).toMatchObject({ content: { type: 'file', file: { name: 'cat.txt', bytes: 4 } } })
  },
)

/** A visitor's chat over one of the fronts, and the same session at the back end. */
async function openChat({ serve, open }: (typeof fronts)[keyof typeof fronts]) {
  const directory = await mkdtemp(join(tmpdir(), 'chat-transport-'))
  const server = createServer()
  const chat = createChatServer({
    files: { directory },
    authenticate: (_request, { auth }) => auth === undefined || { user: { id: 'ann', name: 'Ann' } },
  })
  serve(server, chat)
  chat.attach(server)
  onTestFinished(async () => {
    await chat.close()
    server.closeAllConnections()
    server.close()
    await rm(directory, { recursive: true })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  let auth: string | undefined
  const page = createChat({
    transport: linkedTransport({ name: 'custom', address, open: open(address) }),
    storage: memoryStorage(),
    credentials: () => auth,
    files: () => files,
  })
  const session = page.openSession({ nickname: 'Ada' })
  onTestFinished(() => session.detach())
  await eventually(() => session.status === 'connected')
  const atBackEnd = (): BackendSession => {
    const found = chat.backend.session(session.id)
    if (!found) throw new Error('the back end does not know the session')
    return found
  }
  return { session, atBackEnd, signIn: () => void (auth = 'a token') }
}
