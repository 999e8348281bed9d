import type { ChatEvent } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { alteredBackend } from './support/altered-backend.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'

describe.each(transports)('over %s', (transport) => {
  /** A chat with an agent whose remark "broken" reaches the page as `broken` makes it. */
  async function chatWhere(broken: (event: ChatEvent) => unknown) {
    const { backend } = alteredBackend((event) =>
      event.type === 'EventMessage' && event.content.type === 'remark' ? broken(event) : event,
    )
    const { server, openPage } = await servePages(transport, { backend })
    const page = await openPage()
    const session = await page.chat.startSession()
    const agent = await server.waitForAgent()
    return { page, session, agent, log: logSession(session) }
  }

  test.each<[problem: string, broken: (event: ChatEvent) => object, named: RegExp]>([
    ['without its party', ({ type, ...rest }) => ({ type, ...rest, party: undefined }), /party/],
    ['with a text that is none', (event) => ({ ...event, content: { type: 'text', text: null } }), /content\.text/],
    ['without a time', (event) => ({ ...event, at: 'noon' }), /at/],
  ])('an event of the transcript %s is a 151, and the chat goes on behind it', async (_problem, broken, named) => {
    const sent: unknown[] = []
    const { page, session, agent, log } = await chatWhere((event) => {
      const altered = broken(event)
      sent.push(JSON.parse(JSON.stringify(altered)))
      return altered
    })

    await agent.say('one')
    await agent.remark('broken')
    await agent.say('two')
    await session.sendMessage('three')

    expect(log.texts).toEqual(['one', 'two', 'three'])
    expect(log.errors).toMatchObject([{ type: 'EventError', error: { code: 151 } }])
    expect(log.errors[0]?.error.description).toMatch(named)
    expect(log.errors[0]?.cause).toEqual(sent[0])

    // Its index counts as received: the next line does not ask for it again.
    page.line.cut()
    await eventually(() => log.all('statusChanged').some(({ current }) => current === 'reconnecting'))
    page.line.restore()
    await agent.say('four')
    await log.waitForText('four')
    expect(log.texts).toEqual(['one', 'two', 'three', 'four'])
    expect(log.errors).toHaveLength(1)
  })

  test.each<[what: string, data: unknown]>([
    ['is no object', 'hello'],
    ['has no type', { colour: 'red' }],
    ['says who types, but not whether', { type: 'EventTyping', party: { id: 'a', name: 'Grace', type: 'agent' } }],
    ['is an error without a code', { type: 'EventError', error: { description: 'oops' } }],
  ])('an event in the place of another that %s is a 151, then that other one is missed', async (_what, data) => {
    const { session, agent, log } = await chatWhere(() => data)

    await agent.remark('broken')
    await agent.say('after')
    await log.waitForText('after')

    expect(log.errors[0]).toMatchObject({ error: { code: 151 }, cause: data })
    expect(log.errors.every(({ error }) => error.code === 151)).toBe(true)
    await session.sendMessage('fine')
    await eventually(() => session.status === 'connected')
  })

  test('an event of an unknown type is not an error, and keeps its place in the transcript', async () => {
    const { session, agent, log } = await chatWhere((event) => ({ ...event, type: 'EventSomethingNew', emoji: '👍' }))
    const { index } = await agent.remark('broken')
    await agent.say('after')
    await log.waitForText('after')
    expect(log.errors).toEqual([])
    expect(session.transcript.find((entry) => entry.index === index)?.event).toMatchObject({
      type: 'EventSomethingNew',
      emoji: '👍',
    })
  })
})
