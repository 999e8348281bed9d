/**
 * A whole chat, as a widget's test would have it: the real session over the real transport and back end, on a fake clock,
 * with the far side in the test's hand.
 */
import { ChatError } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { openMemory, type MemoryPage } from './support/open-memory.ts'
import { watchSession } from './support/watch-session.ts'

async function openChat(options: Parameters<typeof openMemory>[0] = {}) {
  const page = openMemory(options)
  const session = await page.start()
  const seen = watchSession(session)
  await page.pass(1)
  return { ...page, page, session, seen, far: page.transport.far }
}

async function saidOnServer({ transport }: MemoryPage): Promise<string[]> {
  const transcript = await transport.far.session.transcript()
  return transcript.flatMap((event) =>
    event.type === 'EventMessage' && event.content.type === 'text' ? [event.content.text] : [],
  )
}

describe('a chat', () => {
  it('carries what both sides say, type and do', async () => {
    const { session, seen, far, page } = await openChat()
    await far.say('Hello')
    await far.type()
    const entry = await session.sendMessage('Hi')
    await far.leave()
    await page.pass(1)
    expect(entry.delivery).toBe('sent')
    expect(seen.slice(0, 5)).toEqual(['Ada joined', 'Grace joined', 'Grace: Hello', 'Grace types', 'Ada: Hi'])
    expect(seen.slice(5)).toEqual(['Grace stops typing', 'Grace left'])
    expect(await saidOnServer(page)).toEqual(['Hello', 'Hi'])
  })

  it('shows what is being said as it comes, also after the line was down', async () => {
    const { session, far, page } = await openChat()
    const shown = () => session.transcript.flatMap(({ part }) => (part ? [part.text] : []))
    let goOn = () => undefined as void
    async function* words() {
      yield 'Good '
      await new Promise<void>((resolve) => (goOn = resolve))
      yield 'morning'
    }
    const said = far.say(words())
    await page.pass(100)
    expect(shown()).toEqual(['Good '])
    far.dropLine()
    await page.pass(100)
    goOn()
    await page.pass(100)
    expect(shown()).toEqual(['Good '])
    far.restoreLine()
    await page.pass(2_000)
    const event = await said
    expect([shown(), session.transcript.at(-1)?.event]).toEqual([[], event])
    expect(event.content).toEqual({ type: 'text', text: 'Good morning' })
  })

  it('ends when the server ends it, and leaves only the back end’s timer', async () => {
    const { seen, far, page, session, timers } = await openChat()
    await far.endSession('closed by Grace')
    await page.pass(1)
    expect([seen.at(-1), session.status]).toEqual(['ended: closed by Grace', 'ended'])
    expect(timers()).toBe(1)
    await page.transport.backend.close()
    expect(timers()).toBe(0)
  })

  it('leaves no timer behind when the visitor leaves', async () => {
    const { session, page, timers } = await openChat()
    const left = session.leave()
    await page.pass(1)
    await left
    await page.transport.backend.close()
    expect(timers()).toBe(0)
  })

  it('stays connected for an hour in which nobody says anything', async () => {
    const { session, seen, page } = await openChat()
    await page.pass(60 * 60_000)
    expect([session.status, seen]).toEqual(['connected', ['Ada joined']])
  })
})

describe('a line that breaks', () => {
  it('for 2 s: nobody notices, nothing is lost', async () => {
    const { session, seen, far, page } = await openChat()
    far.dropLine()
    await page.pass(1)
    expect(session.status).toBe('reconnecting')
    await far.say('still there?')
    const sent = session.sendMessage('yes')
    await page.pass(2_000)
    far.restoreLine()
    await page.pass(1_000)
    await sent
    expect(seen).toEqual(['Ada joined', 'Grace joined', 'Grace: still there?', 'Ada: yes'])
    expect(session.status).toBe('connected')
  })

  it('for 5 s: the page says so after 3 s, and goes on where it was', async () => {
    const { session, seen, far, page } = await openChat()
    far.dropLine()
    await page.pass(2_900)
    expect(seen).toEqual(['Ada joined'])
    await page.pass(200)
    expect(seen).toEqual(['Ada joined', 'error 150', 'interrupted'])
    await far.say('still there?')
    const sent = session.sendMessage('yes')
    await page.pass(2_000)
    far.restoreLine()
    await page.pass(4_000)
    await sent
    expect(seen.slice(3)).toEqual(['Grace joined', 'Grace: still there?', 'continued', 'Ada: yes'])
    expect(await saidOnServer(page)).toEqual(['still there?', 'yes'])
  })

  it('as soon as the page is told to notice', async () => {
    const { seen, far, page } = await openChat({ interruptionTimeoutMs: 500 })
    far.dropLine()
    await page.pass(600)
    expect(seen).toEqual(['Ada joined', 'error 150', 'interrupted'])
  })

  it('without a word: the page finds out after 15 s', async () => {
    const { session, seen, far, page } = await openChat()
    far.goSilent()
    await page.pass(14_900)
    expect(session.status).toBe('connected')
    await page.pass(200)
    expect(session.status).toBe('reconnecting')
    await page.pass(4_000)
    expect(session.status).toBe('interrupted')
    far.restoreLine()
    await page.pass(5_000)
    expect([session.status, seen.at(-1)]).toEqual(['connected', 'continued'])
  })

  it('without a word, after the visitor has said something: within 5 s, and what they said is heard once', async () => {
    const { session, far, page } = await openChat()
    far.goSilent()
    const sent = session.sendMessage('anyone?')
    await page.pass(5_100)
    expect(session.status).not.toBe('connected')
    far.restoreLine()
    await page.pass(5_000)
    await sent
    expect(await saidOnServer(page)).toEqual(['anyone?'])
  })
})

describe('what a line may bring', () => {
  it('garbage is error 151, and the chat goes on', async () => {
    const { seen, far, page } = await openChat()
    far.garbage()
    far.garbage({ type: 'EventMessage', text: 'no party, no index' })
    await far.say('Hello')
    await page.pass(1)
    expect(seen).toEqual(['Ada joined', 'error 151', 'error 151', 'Grace joined', 'Grace: Hello'])
  })

  it('events in another order are put in order', async () => {
    const { seen, far, page } = await openChat()
    await far.join()
    far.reorder(3)
    for (const text of ['one', 'two', 'three']) await far.say(text)
    await page.pass(1)
    expect(seen.slice(2)).toEqual(['Grace: one', 'Grace: two', 'Grace: three'])
  })

  it('a message comes once, whatever the line does to it', async () => {
    const { seen, far, page, session, transport } = await openChat({ seed: 42 })
    transport.faults.set({ duplicate: 0.5, reorder: 0.3, jitterMs: 40, cutAfterEvents: 12 })
    const texts = Array.from({ length: 30 }, (_, n) => `message ${n}`)
    for (const text of texts) {
      void session.sendMessage(text)
      await far.say(text)
      await page.pass(100)
    }
    transport.faults.heal()
    await page.pass(5_000)
    const heard = (name: string) => seen.filter((line) => line.startsWith(`${name}: `))
    expect(heard('Grace')).toEqual(texts.map((text) => `Grace: ${text}`))
    expect(heard('Ada')).toEqual(texts.map((text) => `Ada: ${text}`))
  })
})

describe('another page of the visitor', () => {
  it('comes back to the chat after a reload, with what was typed while the line was down', async () => {
    const { session, far, page } = await openChat()
    await far.say('Hello')
    far.dropLine()
    session.sendMessage('typed offline').catch(() => undefined) // this page ends before the server has it
    await page.pass(100)
    await session.detach()
    far.restoreLine()

    const next = page.openAnother()
    const restored = await next.restore()
    const seen = watchSession(restored)
    await page.pass(1_000)
    expect(restored.id).toBe(session.id)
    expect(seen).toEqual(['Ada joined', 'Grace joined', 'Grace: Hello', 'Ada: typed offline'])
    expect(page.transport.backend.sessions()).toHaveLength(1)
  })

  it('takes the chat; the first page does not take it back', async () => {
    const { session, seen, far, page } = await openChat()
    const second = await page.openAnother().restore()
    await page.pass(30_000)
    await far.say('Which of you?')
    await page.pass(1)
    expect([session.status, seen.at(-1)]).toEqual(['ended', 'ended: taken-over'])
    expect(second.status).toBe('connected')
    expect(second.transcript.at(-1)?.event).toMatchObject({ content: { text: 'Which of you?' } })
  })
})

describe('a session that expires', () => {
  it('while the page is there: it ends, and no new one is made', async () => {
    const { seen, far, page, transport } = await openChat()
    await far.expireSession()
    await page.pass(1_000)
    expect(seen.slice(1)).toEqual(['error 152', 'ended: expired'])
    expect(transport.backend.sessions()).toEqual([])
  })

  it('while nobody is there: restoring it is error 152, and starting anew works', async () => {
    const { session, page, transport } = await openChat({ backend: { sessionTimeoutMs: 60_000 } })
    await session.detach()
    await page.pass(61_000)
    const next = page.openAnother()
    const failure: unknown = await next.restore().catch((error: unknown) => error)
    expect(ChatError.is(failure) && [failure.code, (failure.cause as ChatError).code]).toEqual([152, 50])
    expect((await next.start()).status).toBe('connected')
    expect(transport.backend.sessions()).toHaveLength(1)
  })
})
