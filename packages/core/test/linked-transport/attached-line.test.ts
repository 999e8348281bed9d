import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { createWakeups } from '../../src/platform/wakeups.ts'
import { runLine } from '../../src/linked-transport/attached-line.ts'
import type { MissingIndex } from '../../src/linked-transport/event-order.ts'
import { silentLogger } from '../../src/index.ts'
import { fakeNetwork } from '../support/fake-network.ts'
import { restore, start } from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'
import { runScripted } from '../support/run-scripted-line.ts'
import { errorEvent, message, scriptedLink } from '../support/scripted-link.ts'

describe('one line', () => {
  it('gives the link its attach command first of all', async () => {
    const { link } = await runScripted({ attach: restore })
    expect(link.dials.map(({ attach }) => attach)).toEqual([restore])
  })

  it('is open when attached, caught up, and the link has opened, whichever comes last (T7)', async () => {
    const answeredLast = await runScripted({ script: { opensWhenTold: true } })
    answeredLast.link.dial.open()
    await settle()
    expect(answeredLast.isOpen()).toBe(false)
    answeredLast.link.dial.answer()
    expect(answeredLast.isOpen()).toBe(true)

    const openedLast = await runScripted({ script: { opensWhenTold: true } })
    openedLast.link.dial.answer({ head: 1 })
    openedLast.link.dial.message(1)
    await settle()
    expect(openedLast.isOpen()).toBe(false)
    openedLast.link.dial.open()
    await settle()
    expect(openedLast.isOpen()).toBe(true)

    const caughtUpLast = await runScripted()
    caughtUpLast.link.dial.answer({ head: 2 })
    caughtUpLast.link.dial.message(1)
    expect(caughtUpLast.isOpen()).toBe(false)
    caughtUpLast.link.dial.message(2)
    expect(caughtUpLast.isOpen()).toBe(true)
  })

  it('hands on the answer unchanged and first, then what came before it (T3)', async () => {
    const { link, listener } = await runScripted()
    const typing = { type: 'EventTyping', party: {}, isTyping: true }
    link.dial.event(typing)
    const first = link.dial.message(1)
    expect(listener.events).toEqual([])
    const answer = link.dial.answer({ head: 1, secret: 'new' })
    expect(listener.events).toEqual([answer, typing, first])
    expect(listener.events[0]).toBe(answer)
  })

  it('hands on what came before the answer up to the end of the session, nothing behind it', async () => {
    const { link, listener } = await runScripted()
    link.dial.event('before')
    link.dial.end(1)
    link.dial.event('behind')
    const answer = link.dial.answer({ head: 1 })
    expect(listener.events).toMatchObject([answer, 'before', { type: 'EventSessionEnded' }])
  })

  it('reads text as JSON, and hands on text that is none as it is', async () => {
    const { link, listener } = await runScripted()
    link.dial.event(JSON.stringify({ type: 'EventAttached', commandId: start.id, sessionId: 's', head: 0 }))
    link.dial.event('{"type":"EventTyp')
    link.dial.event(JSON.stringify(message(1)))
    expect(listener.events.slice(1)).toEqual(['{"type":"EventTyp', message(1)])
  })

  it.each([
    ['is none', { sessionId: 5 }],
    ['names no head', { head: '1' }],
    ['names a head below 0', { head: -1 }],
  ])('is lost when the attach answer %s', async (_what, fields) => {
    const { link, answers, end } = await runScripted()
    link.dial.event({ type: 'EventAttached', commandId: start.id, sessionId: 's', head: 0, ...fields })
    expect(await end()).toMatchObject({ type: 'lost' })
    expect(answers).toEqual([])
  })

  it('does not take the answer to another attach for its own', async () => {
    const { link, isOpen, end } = await runScripted()
    link.dial.answer({ commandId: 'another' })
    link.dial.event(errorEvent(50, 'another'))
    expect(isOpen()).toBe(false)
    expect(await end()).toBeUndefined()
  })

  it('gives catching up its 5 s from when the link has opened, since the events come that way', async () => {
    const missing: MissingIndex = {}
    const { clock, link, end } = await runScripted({ missing, script: { opensWhenTold: true } })
    link.dial.answer({ head: 1 })
    await clock.advance(8000)
    link.dial.open()
    await clock.advance(4999)
    expect(await end()).toBeUndefined()
    link.dial.beat()
    await clock.advance(1)
    expect(await end()).toMatchObject({
      type: 'lost',
      cause: { message: 'unable to go on: transcript event 1 is missing' },
    })
    expect(missing).toEqual({ index: 1 })
  })

  it('does nothing for a link that goes on after the end', async () => {
    const { link, listener, end, send } = await runScripted()
    link.dial.answer()
    link.dial.drop()
    const ended = await end()
    link.dial.message(1)
    link.dial.beat()
    link.dial.take()
    link.dial.drop(new Error('late'))
    expect(listener.events).toHaveLength(1)
    expect(await end()).toBe(ended)
    await expect(send('m1')).rejects.toThrow('unable to send: the line is not open')
  })

  it('is never dialed when it is over before the dial', async () => {
    const clock = fakeClock()
    const network = fakeNetwork()
    let dialed = false
    const ended = runLine(() => ((dialed = true), () => undefined), start, {
      listener: recordingListener(),
      signal: new AbortController().signal,
      clock,
      wakeups: createWakeups(network),
      logger: silentLogger,
      missing: {},
      patience: 1,
      openTimeoutMs: 10_000,
      silenceTimeoutMs: 15_000,
      answered: () => undefined,
      caughtUp: () => undefined,
    })
    network.say('online')
    expect(await ended).toMatchObject({ type: 'lost', by: 'wakeup' })
    await settle()
    expect([dialed, clock.pending]).toEqual([false, 0])
  })

  it('hands on at once what has no place in the transcript, though it carries an index', async () => {
    const { link, listener, clock, end } = await runScripted()
    link.dial.answer({ head: 0 })
    const typing = { type: 'EventTyping', party: { id: 'a' }, isTyping: true, index: 99 }
    link.dial.event(typing)
    await clock.advance(1000)
    expect([listener.events.at(-1), await end()]).toEqual([typing, undefined])
  })

  it('is never dialed when closed at once', async () => {
    const link = scriptedLink()
    const life = new AbortController()
    const clock = fakeClock()
    const ended = runLine(link.open, start, {
      listener: recordingListener(),
      signal: life.signal,
      clock,
      wakeups: createWakeups(fakeNetwork()),
      logger: silentLogger,
      missing: {},
      patience: 1,
      openTimeoutMs: 1,
      silenceTimeoutMs: 1,
      answered: () => expect.unreachable(),
      caughtUp: () => expect.unreachable(),
    })
    life.abort('detached')
    expect(await ended).toMatchObject({ type: 'over' })
    expect(link.dials).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
