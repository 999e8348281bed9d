import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { createWakeups } from '../../src/platform/wakeups.ts'
import { runLine } from '../../src/linked-transport/attached-line.ts'
import type { MissingIndex } from '../../src/linked-transport/event-order.ts'
import { silentLogger, type CloseReason, type OpenLink } from '../../src/index.ts'
import { fakeNetwork } from '../support/fake-network.ts'
import { restore, start } from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'
import { runScripted } from '../support/run-scripted-line.ts'
import { errorEvent, message, scriptedLink, type Dial } from '../support/scripted-link.ts'

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

  describe('ends', () => {
    const gone = new Error('gone')

    type Act = (dial: Dial) => unknown
    const nothing: Act = () => undefined
    const answer: Act = (dial) => dial.answer()
    it.each<[what: string, at: number, acts: readonly Act[]]>([
      ['the dial, while the attach has no answer', 1_000_000, [nothing, (dial) => dial.event('early')]],
      ['the answer', 1_000_500, [answer, nothing]],
      ['a later event', 1_001_000, [answer, (dial) => dial.message(1)]],
      ['a later sign of life', 1_001_000, [answer, (dial) => dial.beat()]],
    ])('with its last proof of life: %s', async (_what, at, acts) => {
      const { clock, link, end } = await runScripted()
      for (const act of [...acts, () => link.dial.drop(gone)]) {
        await clock.advance(500)
        act(link.dial)
      }
      expect(await end()).toMatchObject({ type: 'lost', at })
    })

    it('when refused, with the error of the server', async () => {
      const { link, listener, end } = await runScripted()
      const event = link.dial.refuse(101, { extra: 1 })
      expect(await end()).toMatchObject({ type: 'refused', cause: { code: 101, event } })
      expect(listener.events).toEqual([])
      expect(link.dial.hangUpReason).toBeInstanceOf(Error)
    })

    it.each([
      ['the answer names a head below the position (T2)', { head: 4 }],
      ['the answer names another session', { head: 5, sessionId: 'another' }],
    ])('when %s: the past is forgotten', async (_what, fields) => {
      const { link, listener, answers, end } = await runScripted({ attach: { ...restore, after: 5 } })
      link.dial.answer(fields)
      expect(await end()).toMatchObject({ type: 'over', cause: { code: 152 } })
      expect({ answers, told: listener.told }).toEqual({ answers: [], told: [] })
    })

    it('when another page takes the session, before or after the answer', async () => {
      const before = await runScripted()
      before.link.dial.take()
      expect(await before.end()).toMatchObject({ type: 'taken' })
      const after = await runScripted()
      after.link.dial.answer()
      after.link.dial.take()
      expect(await after.end()).toMatchObject({ type: 'taken' })
      for (const { listener } of [before, after]) expect(listener.events.at(-1)).toEqual({ type: 'EventSessionTaken' })
    })

    it('with the session, saying goodbye', async () => {
      const { link, listener, end } = await runScripted()
      link.dial.answer()
      link.dial.end(1)
      link.dial.message(2)
      expect(await end()).toMatchObject({ type: 'over' })
      expect(link.dial.hangUpReason).toBe('left')
      expect(listener.indices).toEqual([1])
    })

    it.each<CloseReason>(['detached', 'left'])('when closed from this side, with its reason (%s)', async (reason) => {
      const { link, close, end } = await runScripted()
      close(reason)
      expect(link.dial.hangUpReason).toBe(reason)
      expect(await end()).toMatchObject({ type: 'over' })
    })

    it.each<[string, OpenLink]>([
      [
        'throws',
        () => {
          throw gone
        },
      ],
      ['rejects', () => Promise.reject(gone)],
      ['says so', (_attach, line) => (line.lost(gone), () => undefined)],
    ])('when the link %s, with its cause', async (_what, open) => {
      const { end } = await runScripted({ open })
      expect(await end()).toMatchObject({ type: 'lost', cause: gone, by: 'link' })
    })

    it.each([undefined, null, 'socket', {}, Promise.resolve(1)])(
      'when the link returns no function but %o',
      async (value) => {
        const { end } = await runScripted({ open: (() => value) as unknown as OpenLink })
        expect(await end()).toMatchObject({
          type: 'lost',
          cause: { name: 'TypeError', message: 'unable to use the link: OpenLink has to return a function' },
        })
      },
    )

    it.each([
      ['socket closed', 'unable to keep the line: socket closed'],
      [{ code: 1006 }, 'unable to keep the line: object'],
      [Object.create(null), 'unable to keep the line: object'],
      [null, 'unable to keep the line: null'],
    ])('with an Error, whatever the link gave as cause (%o)', async (given: unknown, text) => {
      const { link, end } = await runScripted()
      link.dial.drop(given)
      const ended = await end()
      expect(ended).toMatchObject({ type: 'lost', cause: { message: text } })
      expect(ended?.type === 'lost' && ended.cause.cause).toBe(given)
    })

    it('with the first cause, however often it is lost', async () => {
      const { link, end } = await runScripted()
      link.dial.drop(gone)
      link.dial.drop(new Error('again'))
      expect(await end()).toMatchObject({ cause: gone })
      expect(link.dial.hangUpReason).toBe(gone)
    })

    it('with its last proof of life: the dial, an event, a beat', async () => {
      const { clock, link, end } = await runScripted()
      await clock.advance(500)
      link.dial.answer()
      await clock.advance(500)
      link.dial.beat()
      await clock.advance(500)
      link.dial.drop()
      expect((await end())?.at).toBe(1_001_000)
      const neverAnswered = await runScripted()
      await neverAnswered.clock.advance(500)
      neverAnswered.link.dial.drop()
      expect((await neverAnswered.end())?.at).toBe(1_000_000)
    })

    it.each([
      ['answers nothing', () => undefined],
      ['answers, but never opens', (dial: { answer(): unknown }) => void dial.answer()],
    ])('after 10 s when the far side %s', async (_what, meet) => {
      const { clock, end } = await runScripted({ script: { opensWhenTold: true, meet } })
      await clock.advance(9_999)
      expect(await end()).toBeUndefined()
      await clock.advance(1)
      expect(await end()).toMatchObject({
        type: 'lost',
        cause: { message: 'unable to open the line: nothing came for 10000 ms' },
      })
    })
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
