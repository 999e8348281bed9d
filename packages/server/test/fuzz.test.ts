import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { startServer } from '../../../test/support/start-server.ts'
import { PollingPage, SocketPage } from './support/bayeux-clients.ts'
import { sendMessage, startSession } from './support/commands.ts'

const channel = fc.constantFrom(
  '/meta/handshake',
  '/meta/connect',
  '/meta/disconnect',
  '/meta/subscribe',
  '/meta/unsubscribe',
  '/meta/other',
  '/service/chat',
  '/chat/other',
)
/** What a broken or hostile client might send in the place of each field. */
const field = fc.oneof(
  fc.constantFrom('', '1', 'constructor', '__proto__', '/a', {}, [], 0, -1, 1e300, null),
  fc.jsonValue(),
)
const message = (clientId: string) =>
  fc.record(
    {
      channel: fc.oneof({ weight: 9, arbitrary: channel }, { weight: 1, arbitrary: field }),
      id: fc.oneof({ weight: 9, arbitrary: fc.string() }, { weight: 1, arbitrary: field }),
      clientId: fc.oneof({ weight: 9, arbitrary: fc.constant(clientId) }, { weight: 1, arbitrary: field }),
      ext: fc.oneof(fc.record({ chat: field }), field),
      advice: fc.oneof(fc.record({ timeout: fc.constantFrom(0, 1) }), field),
      subscription: field,
      data: fc.oneof(field, fc.record({ type: fc.constantFrom('SendMessage', 'LeaveSession', 'MarkRead'), id: field })),
    },
    { requiredKeys: ['channel'] },
  )

test('whatever clients send, every request is answered, every socket answered or closed, and a neighbor chats on', async () => {
  const server = await startServer({ heartbeatMs: 20, absenceTimeoutMs: 60_000, messagesPerSecond: 10_000 })
  const neighbor = new SocketPage(server.url)
  await neighbor.attach(startSession())
  await neighbor.publish(sendMessage('first'))

  const polling = new PollingPage(server.url)
  const socketFrames = fc.sample(fc.array(message('c'), { minLength: 1, maxLength: 3 }), 150)
  for (const messages of socketFrames) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(messages),
    })
    expect([200, 400]).toContain(response.status)
    expect((await response.text()).length).toBeGreaterThan(0)
  }
  for (const seed of socketFrames.keys()) {
    await polling.attach(startSession())
    const [messages] = fc.sample(fc.array(message(polling.clientId), { minLength: 1, maxLength: 3 }), {
      numRuns: 1,
      seed,
    })
    const answered = await polling.send(...(messages ?? [])).then(
      () => true,
      (refused: Error) => /^(400|409): ./.test(refused.message),
    )
    expect(answered).toBe(true)
    if (seed % 5 > 0) continue
    const socket = new SocketPage(server.url)
    await socket.attach(startSession())
    const before = socket.frames.length
    const [frame] = fc.sample(message(socket.clientId), { numRuns: 1, seed })
    await socket.send(frame)
    await Promise.race([socket.closed(), eventually(() => socket.frames.length > before)])
    socket.vanish()
  }
  await neighbor.publish(sendMessage('last'))
  await eventually(() => neighbor.events.filter(({ type }) => type === 'EventMessage').length === 2)
}, 30_000)
