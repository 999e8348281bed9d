import { createChatBackend, type BackendSession } from '@chat-transport/backend'
import { textOf } from '@chat-transport/core'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createRecentEvents } from '../page/agent/recent-events.js'

const grace = { name: 'Grace', type: 'agent' } as const
const robin = { name: 'Robin', type: 'external' } as const

// As the script tag of the page does.
beforeEach(() => void vi.stubGlobal('ChatTransport', { textOf }))
afterEach(() => void vi.unstubAllGlobals())

test('a message is shown as it was changed last, with who reacted to it', async () => {
  const session = await openSession()
  const agent = session.join(grace)
  const other = session.join(robin)
  const { index } = await agent.say('Two coats')
  await agent.editMessage(index, 'Three coats')
  await agent.editMessage(index, 'Four coats')
  await agent.react(index, '👍')
  await other.react(index, '👍')
  await agent.react(index, '👍', false)
  expect(await messagesOf(session)).toMatchObject([
    { index, content: { text: 'Four coats' }, edited: true, reactions: [{ emoji: '👍', party: { name: 'Robin' } }] },
  ])
})

test('nothing of a deleted message is shown', async () => {
  const session = await openSession()
  const agent = session.join(grace)
  const { index } = await agent.say('My secret')
  await agent.react(index, '😮')
  await agent.deleteMessage(index)
  const messages = await messagesOf(session)
  expect(messages).toMatchObject([{ index, deleted: true, content: { text: '' } }])
  expect(JSON.stringify(messages)).not.toMatch(/secret|😮/)
})

test('a change is shown whichever comes first, it or its message', async () => {
  const session = await openSession()
  const agent = session.join(grace)
  const { index } = await agent.say('Two coats')
  await agent.editMessage(index, 'Three coats')
  const events = createRecentEvents()
  for (const event of [...(await session.transcript())].reverse()) events.add(event)
  expect(events.all.filter(isMessage)).toMatchObject([{ index, content: { text: 'Three coats' } }])
})

const isMessage = ({ type }: { readonly type: string }) => type === 'EventMessage'

async function messagesOf(session: BackendSession) {
  const events = createRecentEvents()
  events.add(...(await session.transcript()))
  return events.all.filter(isMessage)
}

/** A session of a real back end. */
async function openSession(): Promise<BackendSession> {
  const backend = createChatBackend()
  onTestFinished(() => backend.close())
  const start = { type: 'StartSession', id: 's-1', secret: 'x'.repeat(43), pageId: 'page', take: true }
  const { attachment } = await backend.attach(start, { deliver: () => undefined, drop: () => undefined })
  attachment?.start()
  attachment?.confirm()
  const session = attachment && backend.session(attachment.sessionId)
  if (!session) throw new Error('the back end refused the attach')
  return session
}
