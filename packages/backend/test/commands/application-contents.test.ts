import type { MessageContent } from '@chat-transport/core'
import * as v from 'valibot'
import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { createChatBackend } from '../../src/index.ts'
import type { ChatBackendOptions, ContentSchemas, StandardSchema } from '../../src/index.ts'
import { startChat } from '../support/visitor.ts'

const withZod = z.object({ number: z.string(), lines: z.array(z.object({ sku: z.string(), count: z.int().min(1) })) })
const withValibot = v.object({
  number: v.string(),
  lines: v.array(v.object({ sku: v.string(), count: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
})
/** What asks somebody else, such as a database. */
const asynchronous = withZod.refine(async ({ number }) => number !== 'unknown', { path: ['number'] })
const libraries: [string, StandardSchema][] = [
  ['zod', withZod],
  ['valibot', withValibot],
  ['an asynchronous schema', asynchronous],
]

const order = (fields: object = {}) => ({
  type: 'order',
  fallback: 'Order 17',
  number: '17',
  lines: [{ sku: 'coat', count: 2 }],
  ...fields,
})
const saying = (content: unknown, id = 'm-1') => ({ type: 'SendMessage', id, content })
const newest = <Entry>(list: readonly Entry[]) => list.at(-1)

describe.each(libraries)('content of the application’s own, checked by %s', (_library, schema) => {
  const startShop = (options: ChatBackendOptions = {}) => startChat({ contents: { order: schema }, ...options })

  it('is said by the visitor', async () => {
    const { page, session } = await startShop()
    await page.send(saying(order()))
    await vi.waitFor(() => expect(newest(page.line.received)).toMatchObject({ commandId: 'm-1', content: order() }))
    expect(newest(await session.transcript())).toMatchObject({ content: order() })
  })

  it('is said by an agent', async () => {
    const { page, session } = await startShop()
    const content = order() as unknown as MessageContent
    const event = await session.join({ name: 'Grace' }).send(content)
    expect(event).toMatchObject({ type: 'EventMessage', index: 3, content })
    expect(newest(page.line.received)).toMatchObject({ content })
  })

  it.each([
    [{ lines: [{ sku: 'coat', count: 'a secret' }] }, /: content\.lines\.0\.count: not as the schema of "order"/],
    [{ number: 17 }, /: content\.number: not as/],
    [{ number: undefined, lines: 7 }, /content\.number, content\.lines: not as/],
  ])('with %j is refused to both by its path, and nothing of it is repeated', async (fields, description) => {
    const { page, session } = await startShop()
    await page.send(saying(order(fields)))
    await vi.waitFor(() => expect(page.line.errors).toHaveLength(1))
    const [error] = page.line.errors
    expect(error).toMatchObject({ commandId: 'm-1', error: { code: 3 } })
    expect(error?.error.description).toMatch(description)
    expect(JSON.stringify(error)).not.toContain('secret')
    const said = session.join({ name: 'Grace' }).send(order(fields) as unknown as MessageContent)
    await expect(said).rejects.toMatchObject({ code: 3, description: expect.stringMatching(description) })
    expect((await session.transcript()).filter(({ type }) => type === 'EventMessage')).toEqual([])
  })
})

describe('a message of the application’s own', () => {
  const startShop = (contents: ContentSchemas = { order: withZod }, options: ChatBackendOptions = {}) =>
    startChat({ contents, ...options })

  it.each([
    [{ type: 'hologram', text: 'x' }, 3, 'content.type: "hologram"'],
    [{ type: 'constructor', fallback: 'x' }, 3, 'content.type: "constructor"'],
    [{ type: '', fallback: 'x' }, 3, 'content.type'],
    [{ type: 7, fallback: 'x' }, 3, 'content.type'],
    [{ fallback: 'x' }, 2, 'content.type'],
    [order({ fallback: undefined }), 2, 'content.fallback'],
    [order({ fallback: '' }), 3, 'content.fallback'],
    [order({ fallback: 7 }), 3, 'content.fallback'],
  ])('as %j is refused with %i', async (content, code, description) => {
    const { page } = await startShop()
    await page.send(saying(content))
    expect(page.line.errors).toMatchObject([{ commandId: 'm-1', error: { code } }])
    expect(page.line.errors[0]?.error.description).toContain(description)
  })

  it('is said as its schema gives it back', async () => {
    const trimmed = z.object({ number: z.string().trim(), paid: z.boolean().default(false) })
    const { page } = await startShop({ order: trimmed })
    await page.send(saying({ type: 'order', fallback: 'Order 17', number: ' 17 ', admin: true }))
    expect(newest(page.line.received)).toMatchObject({ commandId: 'm-1' })
    expect(Reflect.get(newest(page.line.received) ?? {}, 'content')).toEqual({
      type: 'order',
      fallback: 'Order 17',
      number: '17',
      paid: false,
    })
  })

  it('may have names that objects have, as they are', async () => {
    const json = '{"type":"order","fallback":"Order 17","constructor":1,"__proto__":{"a":1}}'
    const { page } = await startShop({ order: v.custom<object>(() => true) })
    await page.send(saying(JSON.parse(json)))
    expect(JSON.stringify(newest(page.line.received))).toContain('"constructor":1,"__proto__":{"a":1}')
  })

  it('is subject to the size of a command', async () => {
    const { page } = await startShop({ order: withZod }, { limits: { maxMessageBytes: 1_024 } })
    await page.send(saying(order({ note: 'x'.repeat(1_024) })))
    expect(page.line.errors).toMatchObject([{ error: { code: 3 } }])
  })

  it('comes in its order, however long its schema takes', async () => {
    let approve = () => undefined as void
    const approved = new Promise<void>((resolve) => (approve = resolve))
    const slow = z.object({ number: z.string() }).refine(() => approved.then(() => true))
    const { page, session } = await startShop({ order: slow })
    const agent = session.join({ name: 'Grace' })
    await agent.joined()
    await page.send(saying({ type: 'order', fallback: 'by the visitor', number: '1' }))
    await page.send(saying({ type: 'text', text: 'visitor: after it' }, 'm-2'))
    const said = [
      agent.send({ type: 'order', fallback: 'by the agent', number: '2' } as unknown as MessageContent),
      agent.say('agent: after it'),
    ]
    expect(page.line.texts).toEqual([])
    approve()
    await Promise.all(said)
    await vi.waitFor(() => expect(page.line.texts).toHaveLength(2))
    const fallbacks = page.line.transcript.flatMap((event) => (event.type === 'EventMessage' ? [event.content] : []))
    const shown = fallbacks.map((content) => ('fallback' in content ? content.fallback : Reflect.get(content, 'text')))
    expect(shown.filter((text) => String(text).includes('visitor'))).toEqual(['by the visitor', 'visitor: after it'])
    expect(shown.filter((text) => String(text).includes('agent'))).toEqual(['by the agent', 'agent: after it'])
  })

  it.each<[string, StandardSchema]>([
    [
      'throws',
      v.pipe(
        v.custom<object>(() => true),
        v.transform(() => explode()),
      ),
    ],
    [
      'rejects',
      v.pipeAsync(
        v.custom<object>(() => true),
        v.checkAsync(() => Promise.reject(new Error('orders.db'))),
      ),
    ],
    [
      'gives back no object',
      v.pipe(
        v.custom<object>(() => true),
        v.transform(() => 'a text'),
      ),
    ],
    [
      'gives back what JSON cannot hold',
      v.pipe(
        v.custom<object>(() => true),
        v.transform(() => ({ big: 1n })),
      ),
    ],
  ])('whose schema %s is error 52, and why is kept to the log', async (_what, schema) => {
    const error = vi.fn()
    const ignore = () => undefined
    const { page } = await startShop(
      { order: schema },
      { logger: { debug: ignore, info: ignore, warn: ignore, error } },
    )
    await page.send(saying(order()))
    await vi.waitFor(() => expect(page.line.errors).toMatchObject([{ commandId: 'm-1', error: { code: 52 } }]))
    expect(JSON.stringify(page.line.errors)).not.toContain('orders.db')
    expect(error).toHaveBeenCalledOnce()
  })

  it('whose schema does not come back is error 52 after the time for hooks, and holds up nothing else', async () => {
    const stuck = z.object({}).refine(() => new Promise<never>(() => undefined))
    const { clock, page } = await startShop({ order: stuck }, { hookTimeoutMs: 1_000 })
    await page.send(saying(order()))
    await page.send(saying({ type: 'text', text: 'Hello' }, 'm-2'))
    await clock.advance(1_000)
    expect(page.line.errors).toMatchObject([{ commandId: 'm-1', error: { code: 52 } }])
    expect(page.line.texts).toEqual(['Hello'])
  })

  it('that was said before is answered with its event, also once its schema asks for more', async () => {
    const check = vi.fn((content: object) => 'number' in content)
    const { page } = await startShop({ order: v.custom<object>((content) => check(content as object)) })
    await page.send(saying(order()))
    check.mockReturnValue(false)
    await page.send(saying(order()))
    expect(page.line.errors).toEqual([])
    expect(page.line.ofType('EventMessage')).toHaveLength(2)
    expect(new Set(page.line.indexes).size).toBe(2)
  })

  it('that a decorator makes is checked too', async () => {
    const { page } = await startShop(undefined, {
      decorators: [
        (command) =>
          command.type === 'SendMessage'
            ? ({ ...command, content: order({ number: command.content.type === 'text' ? '17' : 17 }) } as never)
            : command,
      ],
    })
    await page.send(saying({ type: 'text', text: 'Hello' }))
    expect(newest(page.line.received)).toMatchObject({ commandId: 'm-1', content: order() })
    await page.send(saying(order(), 'm-2'))
    expect(newest(page.line.received)).toMatchObject({ commandId: 'm-2', error: { code: 52 } })
  })

  it('is told by the end of the chat only when nothing is wrong with it', async () => {
    const { page, session } = await startShop()
    await session.end()
    await page.send(saying(order({ number: 17 })))
    await page.send(saying(order(), 'm-2'))
    expect(page.line.errors.map(({ error }) => error.code)).toEqual([3, 52])
  })
})

describe('the option `contents`', () => {
  it.each<[string, unknown]>([
    ['createChatBackend contents: expected an object, got array', []],
    ['createChatBackend contents.order: expected a Standard Schema, such as one of valibot, zod or arktype', {}],
    ['createChatBackend contents.order: expected a Standard Schema', { '~standard': { version: 2, validate() {} } }],
    ['createChatBackend contents.card: expected a type of your own, since this one is a standard content', withZod],
  ])('is checked: %s', (problem, schema) => {
    const type = problem.includes('card') ? 'card' : 'order'
    const contents = (Array.isArray(schema) ? schema : { [type]: schema }) as unknown as ContentSchemas
    expect(() => createChatBackend({ contents })).toThrow(problem)
  })
})

function explode(): object {
  throw new Error('orders.db is locked')
}
