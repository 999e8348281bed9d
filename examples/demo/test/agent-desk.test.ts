import { createChatBackend, type Attachment } from '@chat-transport/backend'
import { describe, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../../test/support/deadline.ts'
import { createAgentDesk, type DeskEvent } from '../server/agent-desk.mjs'

const secret = 'a-secret-that-is-long-enough-for-the-demo'

describe('the desk', () => {
  test('shows the last hundred events of a chat', async () => {
    const { desk, connect } = openDesk()
    const visitor = await connect()
    for (let place = 1; place <= 150; place++) await visitor.says(`message ${place}`)
    const events = await eventually(() => {
      const shown = shownOf(desk)
      return shown.at(-1)?.content?.text === 'message 150' && shown
    })
    expect(events).toHaveLength(100)
    expect(events[0]?.content?.text).toBe('message 51')
  })

  test('shows the beginning of a long message', async () => {
    const { desk, connect } = openDesk()
    const visitor = await connect()
    await visitor.says('x'.repeat(20_000))
    const [long] = await eventually(() => shownOf(desk).length > 0 && shownOf(desk))
    expect(long?.content?.text).toBe(`${'x'.repeat(1_000)}…`)
  })

  test('shows the text of a link that is too long, and not a part of its address', async () => {
    const { desk, connect, backend } = openDesk()
    const { sessionId } = await connect()
    const agent = backend.session(sessionId)?.join({ name: 'Ada' })
    await agent?.sendUrl(`https://example.com/${'y'.repeat(20_000)}`, 'here')
    await agent?.sendUrl('https://example.com/', 'there')
    const links = () => eventsOf(desk).flatMap(({ content }) => (content?.text?.endsWith('here') ? [content] : []))
    expect(await eventually(() => links().length === 2 && links())).toEqual([
      { type: 'text', text: 'here' },
      { type: 'url', text: 'there', url: 'https://example.com/' },
    ])
  })

  test('publishes as little after much was said as after little', async () => {
    const { connect, published } = openDesk()
    const visitor = await connect()
    for (let place = 1; place <= 200; place++) await visitor.says(`${place} ${'x'.repeat(30_000)}`)
    const sizes = published.map((event) => JSON.stringify(event).length)
    expect(Math.max(...sizes)).toBeLessThan(150_000)
  })

  test('keeps fifty chats, gives up those first that are over, and ends the oldest otherwise', async () => {
    const { desk, connect, backend } = openDesk()
    const chats: string[] = []
    for (let place = 1; place <= 50; place++) chats.push((await connect()).sessionId)
    const [first = '', second = '', , fourth = ''] = chats
    await backend.session(fourth)?.end()
    const ids = () => desk.snapshot().map(({ session }) => session?.id)

    await connect()
    expect(ids()).toHaveLength(50)
    expect(ids()).not.toContain(fourth)
    expect(ids()).toContain(first)

    await connect()
    expect(ids()).toHaveLength(50)
    expect(ids()).not.toContain(first)
    await eventually(() => backend.session(first)?.status === 'ended')
    expect(backend.session(second)?.status).toBe('open')
  })
})

describe('the bot', () => {
  test('answers five messages of a flood, and then what comes after it', async () => {
    const { connect, backend } = openDesk()
    const visitor = await connect()
    const botSaid = async () => {
      const events = (await backend.session(visitor.sessionId)?.transcript()) ?? []
      return events.flatMap((event) =>
        event.type === 'EventMessage' && event.party.type === 'external' ? [event.content.text] : [],
      )
    }
    await eventually(async () => (await botSaid()).length === 1)
    for (let place = 1; place <= 40; place++) await visitor.says('hello')
    await eventually(async () => (await botSaid()).length === 6, 8_000)
    await visitor.says('thanks')
    await eventually(async () => (await botSaid()).includes('You are welcome!'), 8_000)
    expect(await botSaid()).toHaveLength(7)
  })
})

const eventsOf = (desk: { snapshot(): readonly DeskEvent[] }) => desk.snapshot()[0]?.session?.events ?? []

/** The visitor's messages, as the desk shows them. */
const shownOf = (desk: { snapshot(): readonly DeskEvent[] }) =>
  eventsOf(desk).filter(({ type, party }) => type === 'EventMessage' && party?.type === 'client')

/** A desk at a real back end, without a network between. */
function openDesk() {
  const backend = createChatBackend({ limits: { commandsPerSecond: 1_000_000 } })
  const published: DeskEvent[] = []
  const desk = createAgentDesk((event) => published.push(structuredClone(event)))
  backend.onSession((session) => desk.take(session))
  onTestFinished(async () => {
    desk.forgetAll()
    await backend.close()
  })
  let ids = 0

  async function connect() {
    const start = { type: 'StartSession', id: `start-${++ids}`, secret, pageId: 'page', take: true }
    const { attachment } = await backend.attach(start, { deliver: () => undefined, drop: () => undefined })
    const { sessionId, ...line } = accepted(attachment)
    const says = (text: string) =>
      line.receive({ type: 'SendMessage', id: `message-${++ids}`, content: { type: 'text', text } })
    return { sessionId, says }
  }
  return { backend, desk, connect, published }
}

function accepted(attachment: Attachment | undefined) {
  if (!attachment) throw new Error('The back end refused the attach')
  attachment.start()
  attachment.confirm()
  return { sessionId: attachment.sessionId, receive: (command: unknown) => attachment.receive(command) }
}
