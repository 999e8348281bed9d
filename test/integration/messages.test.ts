import type { Delivery } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/deadline.ts'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

describe.each(transports)('over %s', (transport) => {
  async function meet() {
    const { server, openPage } = await servePages(transport, { limits: { commandsPerSecond: 1000 } })
    const page = await openPage()
    const session = await page.chat.startSession({ nickname: 'Ada', subject: 'Billing', userData: { plan: 'pro' } })
    const log = logSession(session)
    const onServer = await server.waitForSession()
    const agent = await server.waitForAgent('Grace')
    return { page, session, log, onServer, agent }
  }

  test('messages go both ways, each once, in the order sent', async () => {
    const { session, log, onServer, agent } = await meet()
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1)

    await Promise.all(numbers.flatMap((n) => [session.sendMessage(`visitor ${n}`), agent.say(`agent ${n}`)]))

    await eventually(() => log.texts.length >= 100)
    expect(log.texts.filter((text) => text.startsWith('visitor'))).toEqual(numbers.map((n) => `visitor ${n}`))
    expect(log.texts.filter((text) => text.startsWith('agent'))).toEqual(numbers.map((n) => `agent ${n}`))
    expect(log.texts).toEqual(textsOf(await onServer.transcript()))
    expect(session.transcript.map(({ index }) => index)).toEqual(session.transcript.map((_, place) => place + 1))
    expect(log.story.filter((word) => /^error|interrupted|reconnecting/.test(word))).toEqual([])
  })

  test('the server knows the visitor’s data from the start', async () => {
    const { session, onServer } = await meet()
    expect(onServer).toMatchObject({ id: session.id, subject: 'Billing', userData: { plan: 'pro' } })
    expect(onServer.party).toEqual({ ...session.party, name: 'Ada', type: 'client' })
  })

  test('an own message is in the transcript at once, with its delivery state', async () => {
    const { page, session } = await meet()
    const deliveries: (Delivery | undefined)[] = []
    const own = () => session.transcript.find(({ command }) => command?.type === 'SendMessage')
    session.onTranscriptChanged(() => void (own()?.delivery !== deliveries.at(-1) && deliveries.push(own()?.delivery)))

    page.line.cut()
    await eventually(() => session.status === 'reconnecting')
    const sent = session.sendMessage('Hello')
    const key = own()?.key
    expect(own()).toMatchObject({ delivery: 'queued', command: { content: { text: 'Hello' } } })
    await eventually(() => deliveries.length === 1)
    page.line.restore()

    const entry = await sent
    expect(entry).toMatchObject({ key, delivery: 'sent', event: { type: 'EventMessage', commandId: key } })
    await eventually(() => deliveries.length === 3)
    expect(deliveries).toEqual(['queued', 'sending', 'sent'])
    expect(session.transcript.filter((one) => one.key === key)).toEqual([entry])
  })

  test('typing, notices, user data and read marks arrive too', async () => {
    const { session, log, onServer, agent } = await meet()
    const heard: string[] = []
    onServer.onTyping(({ isTyping }) => heard.push(`typing ${isTyping}`))
    onServer.onNotice(({ notice }) => heard.push(`notice ${notice.name}`))
    onServer.onRead(({ upTo }) => heard.push(`read ${upTo}`))

    session.sendTyping()
    await eventually(() => heard.includes('typing true'))
    await session.sendNotice('cart', { items: 2 })
    await session.updateUserData({ plan: 'free' })
    const { index } = await agent.notice('form', { fields: ['email'] })
    await log.waitFor('notice')
    await eventually(() => session.transcript.some((entry) => entry.index === index))
    session.markRead(index)
    await eventually(() => heard.length === 3)
    agent.typing()
    await agent.markRead(index)

    await eventually(() => log.all('typing').length === 1 && log.all('read').length === 1)
    expect(heard).toEqual(['typing true', 'notice cart', `read ${index}`])
    expect(onServer.userData).toEqual({ plan: 'free' })
    expect(log.all('notice').map(({ notice }) => notice.name)).toEqual(['cart', 'form'])
    expect(log.all('typing')).toMatchObject([{ party: { name: 'Grace' }, isTyping: true }])
    expect(log.all('read')).toMatchObject([{ party: { name: 'Grace' }, upTo: index }])
  })

  test('a session that the agent ends reports the reason, and accepts nothing more', async () => {
    const { page, session, log, onServer, agent } = await meet()
    await agent.say('Goodbye')
    await onServer.end('solved')

    expect(await log.waitFor('sessionEnded')).toMatchObject({ reason: 'solved', event: { type: 'EventSessionEnded' } })
    expect(log.story.slice(-3)).toEqual(['Goodbye', 'ended', 'sessionEnded'])
    expect(session.status).toBe('ended')
    await expect(session.sendMessage('Wait!')).rejects.toMatchObject({ name: 'InvalidStateError' })
    expect((await page.chat.restoreSession())?.transcript.at(-1)?.event?.type).toBe('EventSessionEnded')
  })
})
