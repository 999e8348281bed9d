import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { textOf, type SendMessage, type VisitorContent } from '../../src/index.ts'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { message } from '../support/scripted-transport.ts'

/** As an application would have declared it. */
const order = (fields: object = {}) =>
  ({ type: 'acmeOrder', fallback: 'Order 17', lines: [{ sku: 'a', count: 2 }], ...fields }) as unknown as VisitorContent

describe('what a visitor sends', () => {
  it.each<[string, VisitorContent]>([
    ['a formatted text', { type: 'text', text: '*Hello*', format: 'markdown' }],
    ['an answer', { type: 'text', text: 'Large', answers: { index: 4, value: 'l' } }],
    ['a link', { type: 'url', url: '/coats?size=l', text: 'This one' }],
    [
      'a card',
      { type: 'card', title: 'A coat', actions: [{ type: 'url', label: 'Look', url: 'https://example.com/' }] },
    ],
    ['choices', { type: 'choices', text: 'Which size?', choices: [{ label: 'Large', value: 'l' }] }],
    ['content of the application’s own', order()],
  ])('may be %s, which travels as it is', async (_what, content) => {
    const page = openPage()
    const session = await page.start()
    const sent = session.sendMessage(content)
    await settle()
    const [command] = page.farSide.received as [SendMessage]
    expect(command.content).toEqual(content)
    expect(session.transcript[0]?.command).toBe(command)
    page.farSide.accepts(command, 1)
    expect(await sent).toMatchObject({ delivery: 'sent', event: { content } })
  })

  it('is what it was when it was sent, whatever the page does to it later', async () => {
    const page = openPage()
    const session = await page.start()
    const lines = [{ at: new Date(0) }]
    void session.sendMessage(order({ lines, draft: undefined }))
    lines.push({ at: new Date(1) })
    await settle()
    expect((page.farSide.received as [SendMessage])[0].content).toEqual({
      type: 'acmeOrder',
      fallback: 'Order 17',
      lines: [{ at: '1970-01-01T00:00:00.000Z' }],
    })
  })

  it('is sent after a reload too, of whatever type', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.loses()
    void session.sendMessage(order()).catch(() => undefined)
    void session.sendMessage({ type: 'card', title: 'A coat' }).catch(() => undefined)
    await settle()
    await page.dies()
    const next = openPage({ storage: page.storage })
    await next.restore()
    await settle()
    expect((next.farSide.received as SendMessage[]).map(({ content }) => content)).toEqual([
      order(),
      { type: 'card', title: 'A coat' },
    ])
  })

  it.each<[string, object]>([
    ['message.fallback: expected some text, got undefined', { type: 'acmeOrder' }],
    ['message.fallback: expected some text, got string', { type: 'acmeOrder', fallback: '' }],
    ['message.type: expected a string, got undefined', { text: 'Hello' }],
    ['message.format: expected plain or markdown, got string', { type: 'text', text: 'a', format: 'html' }],
    ['message.answers.index: expected a whole number', { type: 'text', text: 'a', answers: { index: 0, value: 'l' } }],
    ['message.url: expected an http, https,', { type: 'url', url: 'javascript:alert(1)' }],
    ['message.choices[0].label: expected a string', { type: 'choices', text: 'a', choices: [{ value: 'l' }] }],
    ['message.actions[0].url: expected an http', { type: 'card', title: 'a', actions: [{ type: 'url', label: 'b' }] }],
    ['message.fallback: expected a string, got 7', { type: 'card', title: 'a', fallback: 7 }],
    ['message: expected what JSON can hold', order({ total: 1n })],
  ])('is refused before it is queued: %s', async (problem, content) => {
    const page = openPage()
    const session = await page.start()
    void session.sendMessage('before')
    await expect(session.sendMessage(content as VisitorContent)).rejects.toThrow(problem)
    await settle()
    expect([session.transcript.length, page.farSide.texts, page.logger.warnings]).toEqual([1, ['before'], []])
  })

  it('that is too large for the server is refused before it is queued', async () => {
    const page = openPage()
    const session = await page.start()
    await expect(session.sendMessage(order({ note: 'x'.repeat(9_000) }))).rejects.toThrow(RangeError)
    expect(session.transcript.length).toBe(0)
  })
})

describe('what a page is told', () => {
  it('may be of a type that it does not know: it is no error, and has a text to show', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    page.farSide.says({ ...message(1), content: { type: 'hologram', beams: 7, fallback: 'Look, a coat' } } as never)
    page.farSide.says({ ...message(2), content: { type: 'hologram', fallback: 7 } } as never)
    expect(of('error')).toEqual([])
    expect(of('messageReceived').map(({ content }) => textOf(content))).toEqual(['Look, a coat', ''])
  })

  it('has no link that runs code in the page', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    await page.clock.advance(0)
    const actions = [{ type: 'url', label: 'Look', url: 'java\nscript:alert(1)' }]
    page.farSide.says({ ...message(1), content: { type: 'card', title: 'A coat', actions } } as never)
    expect(of('messageReceived')).toEqual([])
    expect(of('error')[0]?.error).toEqual({
      code: 151,
      description: 'content.actions[0].url: expected an http, https, mailto, tel or relative URL, got string',
    })
  })
})
