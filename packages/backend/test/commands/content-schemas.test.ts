import type { MessageContent } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { startChat } from '../support/visitor.ts'

const newest = <Entry>(list: readonly Entry[]) => list.at(-1)
const saying = (content: unknown) => ({ type: 'SendMessage', id: 'm-1', content })

const good: readonly MessageContent[] = [
  { type: 'text', text: '*Hello*', format: 'markdown' },
  { type: 'text', text: 'Large', answers: { index: 1, value: '' } },
  { type: 'url', url: '/coats?size=l', text: 'This one', fallback: 'Our coats' },
  { type: 'choices', text: 'Which size?', choices: [{ label: 'Large', value: 'l' }], fallback: 'Large?' },
  { type: 'choices', text: 'Which size?', choices: [] },
  { type: 'card', title: 'A coat' },
  {
    type: 'card',
    title: 'A coat',
    text: '80 €',
    image: { url: 'https://example.com/coat.png', alt: '' },
    actions: [
      { type: 'url', label: 'Look', url: 'mailto:shop@example.com' },
      { type: 'answer', label: 'Buy', value: 'buy-17' },
    ],
    fallback: 'A coat for 80 €',
  },
]

const choices = (fields: object) => ({ type: 'choices', text: 'a', choices: [], ...fields })
const card = (fields: object) => ({ type: 'card', title: 'a', ...fields })
const bad: readonly [content: object, code: number, parameter: string][] = [
  [{ type: 'text', text: 'a', format: 'html' }, 3, 'content.format'],
  [{ type: 'text', text: 'a', answers: null }, 3, 'content.answers'],
  [{ type: 'text', text: 'a', answers: { value: 'l' } }, 2, 'content.answers.index'],
  [{ type: 'text', text: 'a', answers: { index: 0, value: 'l' } }, 3, 'content.answers.index'],
  [{ type: 'text', text: 'a', answers: { index: 1, value: 7 } }, 3, 'content.answers.value'],
  [{ type: 'url' }, 2, 'content.url'],
  [{ type: 'url', url: 'javascript:alert(1)' }, 3, 'content.url'],
  [{ type: 'url', url: '/', fallback: '' }, 3, 'content.fallback'],
  [choices({ text: undefined }), 2, 'content.text'],
  [choices({ choices: { 0: 'a' } }), 3, 'content.choices'],
  [choices({ choices: ['a'] }), 3, 'content.choices.0'],
  [choices({ choices: [{ label: 'a' }] }), 2, 'content.choices.0.value'],
  [card({ title: '' }), 3, 'content.title'],
  [card({ image: 'a.png' }), 3, 'content.image'],
  [card({ image: { url: 'data:text/html,x' } }), 3, 'content.image.url'],
  [card({ actions: [{ type: 'call', label: 'a' }] }), 3, 'content.actions.0.type'],
  [card({ actions: [{ type: 'url', label: 'a', url: 'java\nscript:alert(1)' }] }), 3, 'content.actions.0.url'],
  [card({ actions: [{ type: 'answer', label: 'a' }] }), 2, 'content.actions.0.value'],
]

describe('standard content', () => {
  it.each(good)('%j is said by visitors and agents as it is', async (content) => {
    const { page, session } = await startChat()
    await page.send(saying(content))
    expect(Reflect.get(newest(page.line.received) ?? {}, 'content')).toEqual(content)
    const { content: said } = await session.join({ name: 'Grace' }).send(content)
    expect(said).toEqual(content)
  })

  it.each(bad)('%j is refused to both with %i, by its path', async (content, code, parameter) => {
    const { page, session } = await startChat()
    await page.send(saying(content))
    expect(page.line.errors).toMatchObject([{ error: { code, description: expect.stringContaining(parameter) } }])
    const said = session.join({ name: 'Grace' }).send(content as MessageContent)
    await expect(said).rejects.toMatchObject({ code, description: expect.stringContaining(parameter) })
  })
})

describe('an agent', () => {
  it('alone may send a remark', async () => {
    const { page, session } = await startChat()
    const remark = { type: 'remark', text: 'You are number 3' } as const
    await page.send(saying(remark))
    expect(page.line.errors[0]?.error).toMatchObject({
      code: 3,
      description: expect.stringContaining('content.type "remark" is for agents only'),
    })
    expect(await session.join({ name: 'Grace' }).send(remark)).toMatchObject({ content: remark })
  })

  it('sends no link that runs code in the page', async () => {
    const { session } = await startChat()
    await expect(session.join({ name: 'Grace' }).sendUrl('javascript:alert(1)')).rejects.toThrow(
      'sendUrl url: expected',
    )
  })

  it('sends what its content was at the call, or hears at once that JSON cannot hold it', async () => {
    const { session } = await startChat()
    const agent = session.join({ name: 'Grace' })
    const list = [{ label: 'Large', value: 'l' }]
    const said = agent.send({ type: 'choices', text: 'Which size?', choices: list })
    list.pop()
    expect(await said).toMatchObject({ content: { choices: [{ value: 'l' }] } })
    await expect(agent.send({ type: 'card', title: 1n } as never)).rejects.toThrow(
      'send content: expected a JSON value',
    )
    await agent.leave()
    await expect(agent.send({ type: 'text', text: 'too late' })).rejects.toMatchObject({ code: 52 })
  })
})
