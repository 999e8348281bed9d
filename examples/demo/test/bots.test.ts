import { createChatBackend, memorySessionStore, type Attachment } from '@chat-transport/backend'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { createBots } from '../server/bots.mjs'

let ids = 0
const secret = 'a-secret-that-is-long-enough-for-the-demo'
const grace = { id: 'grace', name: 'Grace', type: 'agent' } as const

test('the bot answers five messages of a flood, and then what comes after it', async () => {
  const { session, says, botSaid } = await startChat()
  await says('hello')
  await eventually(async () => (await botSaid()).length === 2, 8_000) // who it is, and its answer
  for (let place = 1; place <= 40; place++) await says('hello')
  await eventually(async () => (await botSaid()).length === 7, 8_000)
  await says('thanks')
  await eventually(async () => (await botSaid()).includes('You are welcome!'), 8_000)
  expect(await botSaid()).toHaveLength(8)
  expect(session.status).toBe('open')
})

test('the bot goes when an agent comes, from wherever, and is back when the agent has left', async () => {
  const { session, botIsThere } = await startChat()
  await eventually(botIsThere)
  const agent = session.join(grace)
  await eventually(() => !botIsThere())
  await agent.leave()
  await eventually(botIsThere)
})

test('the bot answers what was said last before a restart, once, and nothing that it has answered', async () => {
  const store = memorySessionStore()
  const before = await startChat({ store })
  await before.says('hello')
  expect(await before.botSaid()).toEqual([])
  await before.stops()

  const { session } = before
  const restart = () => startChat({ store, start: { type: 'RestoreSession', sessionId: session.id, after: 0 } })
  const restarted = await restart()
  await eventually(async () => (await restarted.botSaid()).length === 1, 8_000)
  await restarted.stops()
  const again = await restart()
  await again.says('thanks')
  await eventually(async () => (await again.botSaid()).includes('You are welcome!'), 8_000)
  expect(await again.botSaid()).toHaveLength(2)
})

/** A chat at a real back end, without a network between. */
async function startChat({ store = memorySessionStore(), start = { type: 'StartSession' } as object } = {}) {
  const backend = createChatBackend({ store, limits: { commandsPerSecond: 1_000_000 } })
  const bots = createBots()
  backend.onSession((session) => bots.take(session))
  onTestFinished(() => backend.close())
  const attach = { id: 'start-1', secret, pageId: 'page', take: true, ...start }
  const { attachment } = await backend.attach(attach, { deliver: () => undefined, drop: () => undefined })
  const line = accepted(attachment)
  const session = backend.session(line.sessionId)
  if (!session) throw new Error('the back end shows no session')
  return {
    session,
    stops: () => backend.close(),
    says: (text: string) =>
      line.receive({ type: 'SendMessage', id: `message-${++ids}`, content: { type: 'text', text } }),
    botIsThere: () => session.parties.some(({ type }) => type === 'external'),
    async botSaid() {
      const events = await session.transcript()
      return events.flatMap((event) =>
        event.type === 'EventMessage' && event.party.type === 'external' ? [event.content.text] : [],
      )
    },
  }
}

function accepted(attachment: Attachment | undefined): Attachment {
  if (!attachment) throw new Error('The back end refused the attach')
  attachment.start()
  attachment.confirm()
  return attachment
}
