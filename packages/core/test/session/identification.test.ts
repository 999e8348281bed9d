import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { ChatError, type ChatOptions, type Identify } from '../../src/index.ts'
import { openPage } from '../support/open-chat.ts'
import { type FarSide, scriptedTransport, visitor } from '../support/scripted-transport.ts'

const ann = { ...visitor, name: 'Ann' }
const updated = (index: number, commandId?: string) => ({
  type: 'EventParticipantUpdated',
  index,
  at: 1,
  party: ann,
  ...(commandId !== undefined && { commandId }),
})
const told = (farSide: FarSide) => farSide.received.filter((each): each is Identify => each.type === 'Identify')

/** A page whose visitor signs in in the middle of the chat. */
async function chatting(options: Partial<ChatOptions> = {}) {
  let token = 0
  const page = openPage({ credentials: () => `token ${++token}`, ...options })
  const session = await page.start()
  return { page, session, farSide: page.farSide }
}
const outcomeOf = (promise: Promise<unknown>) => {
  const outcome: { value?: string } = {}
  promise.then(
    () => (outcome.value = 'resolved'),
    (error: unknown) => (outcome.value = String(error)),
  )
  return outcome
}

describe('a visitor who signs in in the middle of a chat', () => {
  it('is told of on the line that is open, and is known from the answer on', async () => {
    const { page, session, farSide } = await chatting()
    const heard: string[] = []
    session.onParticipantUpdated(({ party }) => heard.push(party.name))
    const outcome = outcomeOf(session.identify())
    await settle()
    const [command] = told(farSide)
    expect(command).toMatchObject({ type: 'Identify', auth: 'token 1' })
    expect(outcome.value).toBeUndefined()
    farSide.says(updated(1, command?.id))
    await page.clock.advance(0)
    expect(outcome.value).toBe('resolved')
    expect([session.party.name, session.participants.map(({ name }) => name), heard]).toEqual(['Ann', ['Ann'], ['Ann']])
  })

  it('stays who they were when the server refuses the credentials', async () => {
    const { session, farSide } = await chatting()
    const identified = session.identify()
    await settle()
    farSide.refuses(told(farSide)[0] as Identify, 3)
    await expect(identified).rejects.toThrow(ChatError)
    expect([session.party.name, session.status]).toEqual([visitor.name, 'connected'])
  })

  it('is told of by the attach when the line is lost meanwhile, not by the same command again', async () => {
    const { session, farSide } = await chatting()
    const outcome = outcomeOf(session.identify())
    await settle()
    farSide.loses()
    farSide.accept()
    await settle()
    expect(outcome.value).toBeUndefined()
    farSide.reports('connected')
    await settle()
    expect([told(farSide).length, outcome.value]).toEqual([1, 'resolved'])
  })

  it('is told of on the next line when there is none: its attach may have asked before', async () => {
    const { session, farSide } = await chatting()
    farSide.loses()
    const outcome = outcomeOf(session.identify())
    await settle()
    expect(told(farSide)).toEqual([])
    farSide.accept()
    farSide.reports('connected')
    await settle()
    expect([told(farSide).length, outcome.value]).toEqual([1, undefined])
    farSide.says(updated(1, told(farSide)[0]?.id))
    await settle()
    expect(outcome.value).toBe('resolved')
  })

  it.each([50, 100, 101])('waits for the attach when the server answers %i, which refuses no command', async (code) => {
    const { session, farSide } = await chatting()
    const outcome = outcomeOf(session.identify())
    await settle()
    farSide.refuses(told(farSide)[0] as Identify, code)
    farSide.loses()
    await settle()
    expect(outcome.value).toBeUndefined()
  })

  it('is not known when the session is over in this page first', async () => {
    const { session } = await chatting()
    const outcome = outcomeOf(session.identify())
    await session.detach()
    await settle()
    const why = 'the session is over in this page'
    expect(outcome.value).toBe(`InvalidStateError: unable to identify the visitor: ${why}`)
    await expect(session.identify()).rejects.toThrow('unable to identify the visitor: the session is closed')
  })

  it('is not told of by what the log-in cannot give', async () => {
    const given = [() => undefined, () => 5 as never, () => Promise.reject(new Error('no network'))]
    const { session, farSide } = await chatting({ credentials: () => given.shift()?.() })
    await expect(session.identify()).rejects.toThrow('unable to identify the visitor: `credentials` gives none')
    await expect(session.identify()).rejects.toThrow('unable to get the credentials')
    await expect(session.identify()).rejects.toMatchObject({ cause: new Error('no network') })
    expect(told(farSide)).toEqual([])
  })

  it('cannot be told of in a chat without `credentials`, or over a transport that cannot', async () => {
    const without = await openPage().start()
    await expect(without.identify()).rejects.toThrow('the chat was given no `credentials`')
    const { session } = await chatting({ transport: scriptedTransport(['Identify']) })
    await expect(session.identify()).rejects.toThrow('unable to send: scripted does not support Identify')
  })

  it('is not named anew by what the transcript says again', async () => {
    const page = openPage()
    const newest = { ...visitor, name: 'Ann Smith' }
    const session = await page.start({ party: newest, head: 2 }, [updated(1), { ...updated(2), party: newest }])
    expect(session.party).toEqual(newest)
    expect(session.participants).toEqual([newest])
  })
})
