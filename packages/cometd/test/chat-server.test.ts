import {
  ChatError,
  type AttachCommand,
  type ChatCommand,
  type Connectivity,
  type TransportListener,
} from '@chat-transport/core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { installBrowserGlobals } from '../../../test/support/node-browser-globals.ts'
import { startServer, type RunningServer } from '../../../test/support/start-server.ts'
import { cometdTransport, type CometdTransportType } from '../src/index.ts'

interface SeenEvent {
  readonly type: string
  readonly index?: number
  readonly content?: { readonly text?: string }
  readonly sessionId?: string
}

const start = (id: string): AttachCommand => {
  return { type: 'StartSession', id, secret: `${id} `.repeat(16).trim(), pageId: `page of ${id}`, take: true }
}
const message = (id: string, text = id): ChatCommand => ({ type: 'SendMessage', id, content: { type: 'text', text } })

/** A page that knows nothing of sessions: it notes what the transport tells it. */
function connect(url: string, transport: CometdTransportType, attach = start('visitor-1')) {
  const events: SeenEvent[] = []
  const changes: { current: Connectivity; cause?: Error }[] = []
  const listener: TransportListener = {
    get position() {
      return events.reduce((last, { index = 0 }) => Math.max(last, index), 0)
    },
    onEvent: (event) => events.push(event as SeenEvent),
    onConnectivity: (change) => changes.push(change),
  }
  const transports = [transport]
  const connection = cometdTransport({ url, transports, retryDelayMs: () => 20 }).connect(attach, listener)
  onTestFinished(() => connection.close())
  const texts = () => events.filter(({ type }) => type === 'EventMessage').map(({ content }) => content?.text)
  return {
    connection,
    events,
    changes,
    texts,
    connected: () => eventually(() => changes.at(-1)?.current === 'connected'),
  }
}

describe.each<CometdTransportType>(['websocket', 'long-polling'])('the chat server over %s', (transport) => {
  async function chat(): Promise<ReturnType<typeof connect> & { server: RunningServer }> {
    installBrowserGlobals()
    const server = await startServer()
    const page = connect(server.url, transport)
    await page.connected()
    return { server, ...page }
  }

  test('messages go both ways', async () => {
    const { server, connection, texts } = await chat()
    const agent = await server.waitForAgent()

    await connection.send(message('m-1', 'Hello'))
    await agent.say('How can I help?')

    await eventually(() => texts().length === 2)
    expect(texts()).toEqual(['Hello', 'How can I help?'])
  })

  test('what is sent at once arrives in order, once', async () => {
    const { connection, texts } = await chat()
    const ids = Array.from({ length: 40 }, (_, index) => `m-${index}`)

    for (const id of ids) void connection.send(message(id))

    await eventually(() => texts().length >= ids.length)
    expect(texts()).toEqual(ids)
  })

  test('what was said during a cut follows when it is over', async () => {
    const { server, connected, changes, texts } = await chat()
    const agent = await server.waitForAgent()

    server.dropConnections()
    for (let count = 1; count <= 50; count++) await agent.say(`while away ${count}`)

    await eventually(() => texts().length === 50)
    await connected()
    expect(texts()).toEqual(Array.from({ length: 50 }, (_, index) => `while away ${index + 1}`))
    expect(changes.map(({ current }) => current)).not.toContain('closed')
  })

  test('a session that is gone ends the connection with 152', async () => {
    const { server, changes, events } = await chat()
    const { sessionId = '' } = events[0] ?? {}

    await server.expireSession(sessionId)
    server.dropConnections()

    await eventually(() => changes.at(-1)?.current === 'closed')
    const cause = changes.at(-1)?.cause
    expect(cause).toBeInstanceOf(ChatError)
    expect(cause).toMatchObject({ code: 152 })
  })

  test('two sessions of one page are kept apart', async () => {
    const { server, texts, connection } = await chat()
    const other = connect(server.url, transport, start('visitor-2'))
    await other.connected()

    void connection.send(message('m-1', 'one'))
    void other.connection.send(message('m-2', 'two'))

    await eventually(() => texts().length > 0 && other.texts().length > 0)
    expect(texts()).toEqual(['one'])
    expect(other.texts()).toEqual(['two'])
  })
})
