import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import type { ChatError } from '../../src/index.ts'
import {
  expectNothingLeft,
  openConnected,
  openConnection,
  restore,
  retryDelayMs,
  start,
  type Opened,
} from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'

const codes = [1, 2, 3, 50, 51, 52, 100, 101, 777]
const except = (...retried: readonly number[]) => codes.filter((code) => !retried.includes(code))

/** What the listener was told last: closed, with this cause. */
function closingCause({ listener }: Opened): Error | undefined {
  expect(listener.path.at(-1)).toBe('closed')
  return listener.changes.at(-1)?.cause
}

describe('the first attach, refused', () => {
  it.each(except(100))('closes a start with the error of the server (%d), unchanged', async (code) => {
    const opened = await openConnection({ attach: start })
    const event = opened.dial.refuse(code, { extra: { kept: true } })
    await settle()
    expect(closingCause(opened)).toMatchObject({ name: 'ChatError', code, event })
    expect((closingCause(opened) as ChatError).event).toBe(event)
    expect(opened.listener.events).toEqual([])
    expectNothingLeft({ ...opened })
  })

  it.each(except(50, 51, 52, 100))('closes a restore with the error of the server (%d)', async (code) => {
    const opened = await openConnection({ attach: restore })
    opened.dial.refuse(code)
    await settle()
    expect(closingCause(opened)).toMatchObject({ code })
    expectNothingLeft({ ...opened })
  })

  it('closes a restore with 152 when the session is unknown, the 50 as its cause', async () => {
    const opened = await openConnection({ attach: restore })
    const event = opened.dial.refuse(50, { extra: 1 })
    await settle()
    expect(closingCause(opened)).toMatchObject({ name: 'ChatError', code: 152, cause: { code: 50, event } })
    expect(opened.listener.events).toEqual([])
  })

  it.each([
    [start, 100],
    [restore, 51],
    [restore, 52],
    [restore, 100],
  ])('is repeated ($type, %#)', async (attach, code) => {
    const { clock, dial, dials, listener } = await openConnection({ attach })
    const event = dial.refuse(code)
    await settle()
    expect(listener.retries).toMatchObject([{ attempt: 1, cause: { name: 'ChatError', code, event } }])
    expect(listener.events).toEqual([])
    await clock.advance(retryDelayMs)
    expect(dials[1]?.attach).toEqual(attach)
  })
})

describe('a later attach, refused', () => {
  it.each(except(50))('is repeated at %d and told to the page, once per outage', async (code) => {
    const opened = await openConnected()
    const { listener, clock } = opened
    await opened.dropAndRedial()
    const event = opened.dial.refuse(code, { extra: 1 })
    await clock.advance(retryDelayMs)
    opened.dial.refuse(code)
    await clock.advance(retryDelayMs)
    expect(listener.codes).toEqual([code])
    expect(listener.events.at(-1)).toBe(event)
    expect(listener.retries.filter(({ cause }) => 'code' in cause)).toHaveLength(2)
    await opened.accept()
    await opened.dropAndRedial()
    opened.dial.refuse(code)
    await settle()
    expect(listener.codes).toEqual([code, code])
  })

  it('is not told before the first connected', async () => {
    const { dial, dropAndRedial, links, listener } = await openConnection()
    dial.answer({ head: 1 })
    await dropAndRedial()
    links[0]?.dial.refuse(52)
    await settle()
    expect(listener.codes).toEqual([])
    expect(listener.path).toEqual([])
  })

  it('closes with 152 at 50, also when the session had been interrupted', async () => {
    const opened = await openConnected()
    opened.dial.drop()
    await opened.clock.advance(3000)
    const event = opened.dial.refuse(50)
    await settle()
    expect(closingCause(opened)).toMatchObject({ code: 152, cause: { code: 50, event } })
    expect(opened.listener.codes).toEqual([150])
    expectNothingLeft({ ...opened })
  })

  it('is no failure of the link: the same one is dialed again', async () => {
    const { clock, links } = await openConnection({ scripts: [{}, {}] })
    links[0]?.dial.refuse(100)
    await clock.advance(retryDelayMs)
    expect([links[0]?.dials.length, links[1]?.dials.length]).toEqual([2, 0])
  })
})

describe('an attach answer that does not fit', () => {
  it.each([
    ['names a head below the position (T2)', { head: 2 }],
    ['names another session', { head: 9, sessionId: 'another' }],
  ])('closes a restore with 152 when it %s', async (_what, fields) => {
    const opened = await openConnection({ attach: restore, listener: recordingListener(3) })
    opened.dial.answer(fields)
    await settle()
    expect(closingCause(opened)).toMatchObject({ code: 152, cause: expect.any(Error) as Error })
    expect(opened.listener.events).toEqual([])
    expect(opened.dials).toHaveLength(1)
    expectNothingLeft({ ...opened })
  })

  it.each([
    ['names a head below the position (T2)', { head: 2 }],
    ['names another session', { head: 9, sessionId: 'another' }],
  ])('closes a live session with 152 when it %s', async (_what, fields) => {
    const opened = await openConnected({ head: 3 })
    await opened.dropAndRedial()
    opened.dial.answer(fields)
    await settle()
    expect(closingCause(opened)).toMatchObject({ code: 152 })
    expect(opened.dials).toHaveLength(2)
  })
})

describe('an end', () => {
  it('by another page is handed on and closes without a cause', async () => {
    const opened = await openConnected()
    opened.dial.take()
    await settle()
    expect(opened.listener.told.slice(-2)).toMatchObject([
      { what: 'event', event: { type: 'EventSessionTaken' } },
      { what: 'connectivity', change: { current: 'closed' } },
    ])
    expect(closingCause(opened)).toBeUndefined()
    expectNothingLeft({ ...opened })
  })

  it('by another page, as the answer to an automatic reconnect, likewise', async () => {
    const opened = await openConnected()
    await opened.dropAndRedial()
    opened.dial.take()
    await settle()
    expect(closingCause(opened)).toBeUndefined()
    expect(opened.dials).toHaveLength(2)
  })

  it.each(['instead of the answer', 'while catching up'])(
    'by another page before the first connected, %s, is a lost race',
    async (when) => {
      const opened = await openConnection({ attach: restore })
      if (when === 'while catching up') opened.dial.answer({ head: 1 })
      opened.dial.take()
      await settle()
      const cause = closingCause(opened)
      expect(cause).toBeInstanceOf(DOMException)
      expect(cause).toMatchObject({ name: 'InvalidStateError' })
      expect(opened.listener.events.at(-1)).toEqual({ type: 'EventSessionTaken' })
    },
  )

  it('of the session is handed on and closes without a cause, saying goodbye', async () => {
    const opened = await openConnected({ head: 1 })
    opened.dial.end(2)
    await settle()
    expect(opened.listener.indices).toEqual([1, 2])
    expect(closingCause(opened)).toBeUndefined()
    expect(opened.dial.hangUpReason).toBe('left')
    expectNothingLeft({ ...opened })
  })

  it('of the session may come while catching up, before the first connected', async () => {
    const opened = await openConnection({ attach: restore })
    opened.dial.answer({ head: 2 })
    opened.dial.message(1)
    opened.dial.end(2)
    await settle()
    expect(opened.listener.path).toEqual(['closed'])
    expect(closingCause(opened)).toBeUndefined()
  })

  it('of the session waits for the events before it', async () => {
    const { dial, listener } = await openConnected()
    dial.end(2)
    await settle()
    expect(listener.path).toEqual(['connected'])
    dial.message(1)
    await settle()
    expect(listener.indices).toEqual([1, 2])
    expect(listener.path).toEqual(['connected', 'closed'])
  })

  it('is final: nothing is dialed any more', async () => {
    const { clock, network, dial, dials, connection, listener } = await openConnected()
    dial.take()
    await settle()
    const { length } = listener.told
    network.say('pageshow-persisted')
    network.goOnline()
    connection.close()
    await clock.advance(60_000)
    expect(dials).toHaveLength(1)
    expect(listener.told).toHaveLength(length)
  })
})
