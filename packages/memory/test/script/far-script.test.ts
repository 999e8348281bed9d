import { ChatError, type EventError } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { openMemory } from '../support/open-memory.ts'
import { watchSession } from '../support/watch-session.ts'

async function openChat(options: Parameters<typeof openMemory>[0] = {}) {
  const page = openMemory(options)
  const session = await page.start()
  const seen = watchSession(session)
  await page.pass(1)
  return { ...page, session, seen, far: page.transport.far }
}
const failureOf = async (promise: Promise<unknown>): Promise<ChatError> => {
  const failure = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  )
  if (ChatError.is(failure)) return failure
  throw failure
}

describe('who speaks', () => {
  it('is whoever joined last', async () => {
    const { far, seen, pass } = await openChat()
    await far.join({ name: 'Alan', type: 'supervisor' })
    await far.say('Hello')
    await far.leave('lunch')
    await far.say('Here again')
    await pass(1)
    expect(seen.slice(1)).toEqual(['Alan joined', 'Alan: Hello', 'Alan left', 'Grace joined', 'Grace: Here again'])
  })

  it('says more than text', async () => {
    const { far, session, pass } = await openChat()
    const content = { type: 'choices', text: 'Which size?', choices: [{ label: 'Large', value: 'l' }] } as const
    const { index } = await far.send(content)
    await pass(1)
    expect(session.transcript.at(-1)).toMatchObject({ index, event: { party: { name: 'Grace' }, content } })
  })

  it('stops typing when told', async () => {
    const { far, seen, pass } = await openChat()
    await far.type()
    await far.type(false)
    await pass(1)
    expect(seen.slice(1)).toEqual(['Grace joined', 'Grace types', 'Grace stops typing'])
  })

  it('speaks in the newest session', async () => {
    const { far, session, pass, openAnother } = await openChat()
    await far.say('to the first')
    const left = session.leave()
    await pass(1)
    await left
    const next = await openAnother().start()
    await far.say('to the second')
    expect(far.session.id).toBe(next.id)
    expect(next.transcript.map(({ event }) => event?.type)).toEqual([
      ...['EventParticipantJoined', 'EventParticipantJoined', 'EventMessage'],
    ])
  })
})

describe('the session', () => {
  it('can be waited for, before and after it has been started', async () => {
    const { start, transport } = openMemory()
    const waiting = transport.far.waitForSession()
    const session = await start()
    expect((await waiting).id).toBe(session.id)
    expect((await transport.far.waitForSession()).id).toBe(session.id)
  })

  it('is named as missing by every verb that needs one', async () => {
    const { far } = openMemory().transport
    const missing = 'unable to act: no session has been started, or it has expired'
    expect(() => far.session).toThrow(missing)
    expect(() => far.error(150)).toThrow(missing)
    for (const act of [far.say('x'), far.type(), far.join(), far.leave(), far.endSession(), far.expireSession()])
      await expect(act).rejects.toThrow(missing)
  })

  it('has nobody to leave before somebody has joined', async () => {
    const { far } = await openChat()
    await expect(far.leave()).rejects.toThrow('unable to leave: no agent has joined the session')
  })
})

describe('an error on the next command', () => {
  it.each([1, 2, 3, 51, 52, 7])('refuses it with %i, it alone, and typing does not use it up', async (code) => {
    const { far, session, pass } = await openChat()
    far.error(code)
    session.sendTyping()
    const refused = failureOf(session.sendMessage('refused'))
    const taken = session.sendMessage('taken')
    await pass(100)
    expect((await refused).code).toBe(code)
    expect((await taken).delivery).toBe('sent')
    expect(session.status).toBe('connected')
  })

  it('says what is asked for', async () => {
    const { far, session } = await openChat()
    far.error(2, { description: 'the subject is missing' })
    const { event } = await failureOf(session.sendMessage('x'))
    expect(event?.error).toEqual({ code: 2, description: 'the subject is missing' })
  })

  it('comes one to each command, in the order planned', async () => {
    const { far, session } = await openChat()
    far.error(51)
    far.error(1)
    const failures = [failureOf(session.sendMessage('one')), failureOf(session.sendMessage('two'))]
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual([51, 1])
  })

  it('refuses nothing with 100: the line is lost, and the command comes through on the next', async () => {
    const { far, session, pass } = await openChat()
    far.error(100, { on: 'command' })
    const sent = session.sendMessage('x')
    await pass(1_000)
    expect((await sent).delivery).toBe('sent')
    expect(await far.session.transcript()).toHaveLength(2)
  })
})

describe('an error on the next attach', () => {
  it.each([101, 53, 2])('refuses a start with %i; the next one works', async (code) => {
    const { start, transport } = openMemory()
    transport.far.error(code, { on: 'attach' })
    expect((await failureOf(start())).code).toBe(code)
    expect((await start()).status).toBe('connected')
  })

  it('delays a start with 100', async () => {
    const { start, transport, pass } = openMemory()
    transport.far.error(100)
    const starting = start()
    await pass(1_000)
    expect((await starting).status).toBe('connected')
  })

  it('fails a restore with 50, which is 152', async () => {
    const { session, openAnother, transport } = await openChat()
    await session.detach()
    transport.far.error(50)
    const { code, cause } = await failureOf(openAnother().restore())
    expect([code, (cause as ChatError).code]).toEqual([152, 50])
  })

  it('leaves the hooks of the back end’s owner in force', async () => {
    const { start, transport } = openMemory({
      backend: {
        authenticate: (request) => request.type !== 'StartSession' || request.nickname !== 'Ada',
        decorators: [(command) => command],
      },
    })
    expect((await failureOf(start())).code).toBe(101)
    expect(transport.backend.sessions()).toEqual([])
  })
})

describe('an error that is only told', () => {
  it.each([
    [150, undefined, 'network connection interrupted'],
    [199, undefined, 'error 199'],
    [51, 'mind your language', 'mind your language'],
  ])('reaches the page as it is: %i', async (code, description, told) => {
    const { far, session, pass } = await openChat()
    const errors: EventError[] = []
    session.onError((event) => errors.push(event))
    far.error(code, { on: 'unprompted', ...(description !== undefined && { description }) })
    await pass(1)
    expect(errors).toEqual([{ type: 'EventError', error: { code, description: told } }])
  })

  it('is what codes above 149 are', async () => {
    const { far, seen, pass } = await openChat()
    far.error(201)
    await pass(1)
    expect(seen.at(-1)).toBe('error 201')
  })

  it('has to have a code', () => {
    const { far } = openMemory().transport
    expect(() => far.error('51' as unknown as number)).toThrow('far.error code: expected a whole number, got string')
  })
})

describe('the line', () => {
  it('is named as missing by what needs one', async () => {
    const { far, session } = await openChat()
    await session.detach()
    expect(() => far.garbage()).toThrow('unable to deliver garbage: no line is open')
    expect(() => far.reorder(2)).toThrow('unable to reorder events: no line is open')
  })

  it('keeps the faults that are not its business when it is restored', async () => {
    const { far, transport } = await openChat()
    transport.faults.set({ delayMs: 5 })
    far.dropLine()
    far.goSilent()
    far.restoreLine()
    expect(transport.faults.plan).toMatchObject({ refuse: false, blackHole: false, delayMs: 5 })
  })
})
