import type { UserData } from '@chat-transport/core'
import { describe, expect, it, vi } from 'vitest'
import { ChatRefusal, memorySessionStore } from '../../src/index.ts'
import type { CommandDecorator } from '../../src/index.ts'
import { aMessage, aRestore, connect, startChat, textsOf } from '../support/visitor.ts'
import { unreliableStore } from '../support/unreliable-store.ts'
import type { StoreFault } from '../support/unreliable-store.ts'

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
const tinyValues = (count: number) => Array.from({ length: count }, () => [])
const newest = <Entry>(list: readonly Entry[]) => list.at(-1)

describe('a command that is accepted', () => {
  it.each([
    [aMessage('Hello', 'c-1'), { type: 'EventMessage', content: { type: 'text', text: 'Hello' } }],
    [
      { type: 'SendNotice', id: 'c-1', notice: { name: 'page-opened', data: { path: '/' } } },
      { type: 'EventNotice', notice: { name: 'page-opened', data: { path: '/' } } },
    ],
    [
      { type: 'UpdateUserData', id: 'c-1', userData: { plan: 'pro' } },
      { type: 'EventUserDataUpdated', userData: { plan: 'pro' } },
    ],
  ])('%o is answered by its event', async (command, event) => {
    const { page, session, clock } = await startChat()
    await page.send(command)
    const common = { index: 2, at: clock.now(), commandId: 'c-1', party: session.party }
    expect(newest(page.line.received)).toEqual({ ...event, ...common })
    expect(await session.transcript(1)).toEqual([{ ...event, ...common }])
  })

  it('ends the session when it says so', async () => {
    const { page, session, clock } = await startChat()
    await page.send({ type: 'LeaveSession', id: 'c-1' })
    const end = { type: 'EventSessionEnded', index: 2, at: clock.now(), reason: 'left', commandId: 'c-1' }
    expect(newest(page.line.received)).toEqual(end)
    expect(session.status).toBe('ended')
  })

  it('is kept without what nobody asked for', async () => {
    const { page } = await startChat()
    await page.send({ ...aMessage('Hello'), index: 99, party: { id: 'x', name: 'Boss', type: 'agent' } })
    expect(newest(page.line.received)).toMatchObject({ index: 2, party: { type: 'client' } })
  })

  it('may hold user data of any name', async () => {
    const json = '{"constructor":"Builders Ltd","prototype":"no. 1","__proto__":"mine","toString":null}'
    const names = Object.keys(JSON.parse(json) as object)
    const { backend, page, session } = await startChat({}, { userData: JSON.parse(json) as UserData })
    expect(Object.keys(session.userData)).toEqual(names)
    await page.send({ type: 'UpdateUserData', id: 'c-1', userData: JSON.parse(json) as unknown })
    const again = await connect(backend, aRestore(page.sessionId))
    for (const { received } of [page.line, again.line]) {
      expect(JSON.stringify(newest(received))).toContain(`"userData":${json}`)
    }
    expect(JSON.stringify(session.userData)).toBe(json)
  })

  it('may be nested, within reason', async () => {
    const { page } = await startChat()
    const notice = { name: 'deep', data: nested(98) }
    await page.send({ type: 'SendNotice', id: 'c-1', notice })
    expect(newest(page.line.received)).toMatchObject({ type: 'EventNotice', notice })
  })

  it('is kept as it was sent, whatever its sender does with the object', async () => {
    const { page, session } = await startChat()
    const userData = { tags: ['new'] }
    await page.send({ type: 'UpdateUserData', id: 'c-1', userData })
    userData.tags.push('changed')
    expect(session.userData).toEqual({ tags: ['new'] })
  })
})

describe('a repeated command', () => {
  it('is answered by its original event', async () => {
    const { page, session } = await startChat()
    await page.send(aMessage('Hello', 'c-1'))
    await page.send(aMessage('between', 'c-2'))
    await page.send(aMessage('Hello', 'c-1'))
    expect(page.line.texts).toEqual(['Hello', 'between', 'Hello'])
    expect(page.line.indexes).toEqual([1, 2, 3, 2])
    expect(await session.transcript()).toHaveLength(3)
  })

  it('is not shown to decorators again, nor refused by them', async () => {
    const seen: string[] = []
    const decorators: CommandDecorator[] = [
      (command) => {
        seen.push(command.id)
        if (seen.length > 1) throw new ChatRefusal(51, 'only one')
        return command
      },
    ]
    const { page } = await startChat({ decorators })
    await page.send(aMessage('Hello', 'c-1'))
    await page.send(aMessage('Hello', 'c-1'))
    expect(page.line.texts).toEqual(['Hello', 'Hello'])
    expect(seen).toEqual(['c-1'])
  })

  it('has no second effect when the first is still under way', async () => {
    const { page, session } = await startChat({ store: unreliableStore(() => 'slow') })
    await Promise.all([1, 2, 3].map(() => page.attachment.receive(aMessage('Hello', 'c-1'))))
    await vi.waitFor(() => expect(page.line.texts).toEqual(['Hello', 'Hello', 'Hello']))
    expect(await session.transcript()).toHaveLength(2)
  })
})

describe('a command that is refused', () => {
  it.each([
    [{ type: 'Shout', id: 'c-1' }, 1, 'Shout'],
    [{ type: 'SendMessage', id: 'c-1' }, 2, 'content'],
    [{ type: 'SendMessage', id: 'c-1', content: { type: 'text' } }, 2, 'content.text'],
    [{ type: 'SendMessage', id: 'c-1', content: { type: 'text', text: '' } }, 3, 'content.text'],
    [{ type: 'SendNotice', id: 'c-1', notice: { name: 5 } }, 3, 'notice.name'],
    [{ type: 'UpdateUserData', id: 'c-1', userData: [] }, 3, 'userData'],
    [{ type: 'SendTyping', id: 'c-1', isTyping: 'yes' }, 3, 'isTyping'],
    [{ type: 'MarkRead', id: 'c-1', upTo: 2 }, 3, 'upTo'],
    [{ type: 'RestoreSession', id: 'c-1' }, 3, 'type'],
  ])('%o gets code %i, naming %s', isRefused)

  it.each([
    ['a message of many characters', aMessage('x'.repeat(40_000), 'c-1'), '32768'],
    [
      'a notice of many values',
      { type: 'SendNotice', id: 'c-1', notice: { name: 'x', data: tinyValues(5_000) } },
      'at most 4000 values',
    ],
    [
      'user data of many values',
      { type: 'UpdateUserData', id: 'c-1', userData: { x: tinyValues(5_000) } },
      'at most 4000 values',
    ],
  ])('%s is too large', (_what, command, named) => isRefused(command, 3, named))

  async function isRefused(command: object, code: number, named: string): Promise<void> {
    const { page, session } = await startChat()
    await page.send(command)
    expect(newest(page.line.received)).toEqual({
      type: 'EventError',
      error: { code, description: expect.stringContaining(named) as string },
      commandId: 'c-1',
    })
    expect(await session.transcript()).toHaveLength(1)
  }

  const tooLong = 'x'.repeat(129)
  it.each([
    [null],
    ['garbage'],
    [[]],
    [{ type: 'SendMessage' }],
    [{ type: 'SendMessage', id: 7 }],
    [{ type: 'SendMessage', id: tooLong }],
    [undefined],
  ])('%o gets an error without commandId, since it has no usable one', async (command) => {
    const { page } = await startChat()
    await page.send(command)
    expect(newest(page.line.received)).toMatchObject({ type: 'EventError' })
    expect(newest(page.line.received)).not.toHaveProperty('commandId')
  })

  it.each([99, 4_000, 100_000])('is nested too deeply, %i levels, wherever that may be', async (levels) => {
    const { page, session } = await startChat()
    await page.send({ type: 'SendNotice', id: 'c-1', notice: { name: 'deep', data: nested(levels) } })
    await page.send({ ...aMessage('Hello', 'c-2'), unknown: { too: nested(levels) } })
    const error = { code: 3, description: expect.stringContaining('nested') as string }
    expect(page.line.errors).toEqual(['c-1', 'c-2'].map((commandId) => ({ type: 'EventError', error, commandId })))
    expect(await session.transcript()).toHaveLength(1)
  })

  it('lets the next one through', async () => {
    const { page } = await startChat()
    await page.send({ type: 'Shout', id: 'c-1' })
    await page.send(aMessage('Hello'))
    expect(page.line.texts).toEqual(['Hello'])
  })
})

describe('a store in trouble', () => {
  async function chatWithFault() {
    let fault: StoreFault = 'none'
    const chat = await startChat({ store: unreliableStore((call) => (call === 'append' ? fault : 'none')) })
    return { ...chat, set: (next: StoreFault) => (fault = next) }
  }

  it('is answered with 100, and the repeat on the next line is done once', async () => {
    const { backend, page, session, set } = await chatWithFault()
    set('refused')
    await page.send(aMessage('Hello', 'c-1'))
    expect(newest(page.line.received)).toMatchObject({ error: { code: 100 }, commandId: 'c-1' })
    expect(page.line.dropped).toBe('unavailable')
    expect(session.attached).toBe(false)
    set('none')
    const next = await connect(backend, aRestore(page.sessionId, { after: 1 }))
    await next.send(aMessage('Hello', 'c-1'))
    expect(next.line.texts).toEqual(['Hello'])
    expect(await session.transcript()).toHaveLength(2)
  })

  it('may have kept what it did not answer for: the next line brings it', async () => {
    const { backend, page, session, set } = await chatWithFault()
    set('lost')
    await page.send(aMessage('Hello', 'c-1'))
    expect(newest(page.line.received)).toMatchObject({ error: { code: 100 }, commandId: 'c-1' })
    set('none')
    const next = await connect(backend, aRestore(page.sessionId, { after: 1 }))
    expect(next.line.received).toMatchObject([{ type: 'EventMessage', index: 2, commandId: 'c-1' }])
    await next.send(aMessage('Hello', 'c-1'))
    expect(await session.transcript()).toHaveLength(2)
  })

  it('may keep it only after the next line has caught up: the repeat brings it all the same', async () => {
    const store = memorySessionStore()
    const { backend, clock, page } = await startChat({ store, storeTimeoutMs: 1_000 })
    let land = () => undefined as unknown
    const { append } = store
    vi.spyOn(store, 'append').mockImplementationOnce((...of) => {
      return new Promise((resolve) => (land = () => append(...of).then(resolve)))
    })
    await page.send(aMessage('Hello', 'c-1'))
    await clock.advance(1_000)
    expect(page.line.dropped).toBe('unavailable')
    const next = await connect(backend, aRestore(page.sessionId, { after: 1 }))
    await land()
    await next.send(aMessage('Hello', 'c-1'))
    expect(new Set(next.line.texts)).toEqual(new Set(['Hello']))
    await next.send(aMessage('and on', 'c-2'))
    expect(next.line.indexes.at(-1)).toBe(3)
  })

  it('lets nothing that came after it on the line overtake it', async () => {
    const faults: StoreFault[] = ['refused']
    const store = unreliableStore((call) => (call === 'append' && faults.shift()) || 'none')
    const { backend, page, session } = await startChat({ store })
    await Promise.all(['first', 'second'].map((text) => page.attachment.receive(aMessage(text, text))))
    await vi.waitFor(() => expect(page.line.dropped).toBe('unavailable'))
    const next = await connect(backend, aRestore(page.sessionId, { after: 1 }))
    for (const text of ['first', 'second']) await next.send(aMessage(text, text))
    expect(textsOf(await session.transcript())).toEqual(['first', 'second'])
  })
})

describe('commands of the moment', () => {
  it('tell agents that the visitor types, and leave no trace', async () => {
    const { page, session } = await startChat()
    const typing: unknown[] = []
    session.onTyping((event) => typing.push(event))
    await page.send({ type: 'SendTyping', id: 'c-1', isTyping: true })
    await page.send({ type: 'SendTyping', id: 'c-2', isTyping: false })
    const { party } = session
    expect(typing).toEqual([
      { type: 'EventTyping', party, isTyping: true },
      { type: 'EventTyping', party, isTyping: false },
    ])
    expect(page.line.received).toHaveLength(1)
  })

  it('keep the highest read mark', async () => {
    const { page, session } = await startChat()
    const reads: number[] = []
    session.onRead(({ upTo }) => reads.push(upTo))
    await page.send(aMessage('Hello'))
    for (const [at, upTo] of [1, 2, 1, 2].entries()) await page.send({ type: 'MarkRead', id: `r-${at}`, upTo })
    expect(reads).toEqual([1, 2])
    expect(page.line.ofType('EventRead')).toEqual([])
  })
})

it('runs the commands of a session one after another, however long each takes', async () => {
  const waits: (() => void)[] = []
  const slow: CommandDecorator = (command) => new Promise((resolve) => waits.push(() => resolve(command)))
  const { page } = await startChat({ decorators: [slow] })
  await page.send(aMessage('first'))
  await page.send(aMessage('second'))
  expect(waits).toHaveLength(1)
  waits[0]?.()
  await vi.waitFor(() => expect(waits).toHaveLength(2))
  expect(page.line.texts).toEqual(['first'])
  waits[1]?.()
  await vi.waitFor(() => expect(page.line.texts).toEqual(['first', 'second']))
})
