import { textOf, type ChatError, type ContentOf, type MessageContent } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import { servePages } from '../support/serve-pages.ts'
import { orderInValibot, orderInZod } from './order.ts'

const order: ContentOf<'order'> = {
  type: 'order',
  fallback: 'Order 17: 2 coats',
  number: '17',
  lines: [{ sku: 'coat', count: 2 }],
}
const wrong: ContentOf<'order'> = { ...order, lines: [{ sku: 'a secret', count: 0 }] }

/** What a widget draws that knows texts and nothing else. */
const drawn = (content: MessageContent) => (content.type === 'text' ? content.text : textOf(content))

describe.each([
  ['zod', orderInZod],
  ['valibot', orderInValibot],
])('an order that the server checks by its schema of %s', (_library, schema) => {
  async function meet() {
    const { server, openPage } = await servePages('websocket', { contents: { order: schema } })
    const page = await openPage()
    const session = await page.chat.startSession({ nickname: 'Ada' })
    const shown: string[] = []
    session.onMessageReceived(({ content }) => void shown.push(drawn(content)))
    const agent = await server.waitForAgent('Grace')
    return { page, session, shown, agent, onServer: await server.waitForSession() }
  }

  test('goes both ways, and is shown by its fallback in a page that does not know it', async () => {
    const { session, shown, agent, onServer } = await meet()
    const heard = new Promise<MessageContent>((resolve) => onServer.onMessage(({ content }) => resolve(content)))
    const sent = await session.sendMessage(order)
    expect(sent).toMatchObject({ delivery: 'sent', event: { content: order } })
    expect(await heard).toEqual(order)
    await agent.send({ ...order, fallback: 'Order 17 is on its way' })
    await eventually(() => shown.length === 2)
    expect(shown).toEqual(['Order 17: 2 coats', 'Order 17 is on its way'])
  })

  test('that does not fit is refused to both by its path, and the chat goes on', async () => {
    const { session, shown, agent } = await meet()
    const refused = await session.sendMessage(wrong).catch((error: unknown) => error as ChatError)
    expect(refused).toMatchObject({ code: 3, description: expect.stringContaining('content.lines.0.count') })
    expect(JSON.stringify((refused as ChatError).event)).not.toContain('secret')
    const failed = session.transcript.find(({ delivery }) => delivery === 'failed')
    expect(failed).toMatchObject({ command: { content: wrong }, error: { code: 3 } })
    await expect(agent.send(wrong)).rejects.toMatchObject({ code: 3 })
    await agent.say('Which coat?')
    await session.sendMessage('The green one')
    expect(shown).toEqual(['Which coat?', 'The green one'])
  })

  test('is sent after a cut, once', async () => {
    const { page, session, onServer } = await meet()
    page.line.cut()
    await eventually(() => session.status === 'reconnecting')
    const sent = session.sendMessage(order)
    expect(session.transcript.at(-1)).toMatchObject({ delivery: 'queued', command: { content: order } })
    page.line.restore()
    await sent
    const said = (await onServer.transcript()).filter(({ type }) => type === 'EventMessage')
    expect(said).toMatchObject([{ content: order }])
  })
})

test('quick replies and a card of a bot come as they were sent, and are answered', async () => {
  const { server, openPage } = await servePages('long-polling')
  const session = await (await openPage()).chat.startSession({ nickname: 'Ada' })
  const bot = await server.waitForAgent('Robin')
  const told: MessageContent[] = []
  session.onMessageReceived(({ content }) => void told.push(content))
  const choices = { type: 'choices', text: 'Which size?', choices: [{ label: 'Large', value: 'l' }] } as const
  const card = { type: 'card', title: 'A coat', actions: [{ type: 'url', label: 'Look', url: '/coats/17' }] } as const

  const { index } = await bot.send(choices)
  await bot.send(card)
  const answer = { type: 'text', text: 'Large', answers: { index, value: 'l' } } as const
  await session.sendMessage(answer)
  expect(told).toEqual([choices, card, answer])
})

test('content that nobody has registered is error 3 that names its type', async () => {
  const { openPage } = await servePages('websocket')
  const session = await (await openPage()).chat.startSession({ nickname: 'Ada' })
  await expect(session.sendMessage(order)).rejects.toMatchObject({
    code: 3,
    description: expect.stringContaining('content.type: "order"'),
  })
})
