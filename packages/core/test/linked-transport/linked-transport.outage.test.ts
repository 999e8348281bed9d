import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { openConnected, retryDelayMs, type Opening } from '../support/open-connection.ts'

/** An outage in which nothing answers; `retryDelayMs` apart, the dials are dropped by `dropAndRedial`. */
const interrupted = ['connected', 'reconnecting', 'interrupted'] as const

describe('an outage', () => {
  it('is reported at once, with its cause and the last proof of life (T5)', async () => {
    const { clock, dial, listener } = await openConnected()
    await clock.advance(700)
    dial.beat()
    await clock.advance(300)
    const cause = new Error('cable cut')
    dial.drop(cause)
    await settle()
    expect(listener.changes.at(-1)).toEqual({
      current: 'reconnecting',
      previous: 'connected',
      since: 1_000_700,
      cause,
    })
  })

  it('of 2 s shows nothing but reconnecting', async () => {
    const { clock, dial, accept, listener } = await openConnected()
    dial.drop()
    await clock.advance(2000)
    await accept()
    await clock.advance(10_000)
    expect(listener.path).toEqual(['connected', 'reconnecting', 'connected'])
    expect(listener.codes).toEqual([])
  })

  it('of 5 s gives one 150 and one interrupted at 3 s, then connected after what was missed', async () => {
    const opened = await openConnected()
    opened.dial.drop()
    await opened.clock.advance(2999)
    expect(opened.listener.codes).toEqual([])
    await opened.clock.advance(1)
    expect(opened.listener.path).toEqual(interrupted)
    await opened.clock.advance(2000)
    const answer = opened.dial.answer({ head: 2 })
    opened.dial.messages(1, 2)
    await settle()
    expect(opened.listener.told.slice(-4)).toMatchObject([
      { what: 'event', event: answer },
      { what: 'event', event: { index: 1 } },
      { what: 'event', event: { index: 2 } },
      { what: 'connectivity', change: { current: 'connected', previous: 'interrupted' } },
    ])
    expect(opened.listener.codes).toEqual([150])
  })

  it.each([500, 10_000])('keeps to interruptionTimeoutMs: %d', async (interruptionTimeoutMs) => {
    const { clock, dial, listener } = await openConnected({ options: { interruptionTimeoutMs } })
    dial.drop()
    await clock.advance(interruptionTimeoutMs - 1)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
    await clock.advance(1)
    expect(listener.path).toEqual(interrupted)
  })

  it('is halted by the attach answer and goes on as if never halted when that line is lost too', async () => {
    const opened = await openConnected()
    opened.dial.drop()
    await opened.clock.advance(2500)
    opened.dial.answer({ head: 1 })
    await opened.clock.advance(2000)
    expect(opened.listener.path).toEqual(['connected', 'reconnecting'])
    opened.dial.drop()
    await settle()
    expect(opened.listener.path).toEqual(interrupted)
    expect(opened.listener.codes).toEqual([150])
  })

  it('counts the time a machine sleeps', async () => {
    const { clock, network, dial, listener } = await openConnected()
    dial.drop()
    await settle()
    clock.jumpWallClock(60_000)
    network.say('visible')
    expect(listener.path).toEqual(interrupted)
  })

  it('does not end early or late by a clock set back', async () => {
    const { clock, dial, listener } = await openConnected()
    dial.drop()
    await clock.advance(1000)
    clock.jumpWallClock(-86_400_000)
    await clock.advance(1999)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
    await clock.advance(1)
    expect(listener.path).toEqual(interrupted)
  })

  it('gives one 150 however many dials fail in it, and the next outage its own', async () => {
    const { clock, accept, dropAndRedial, listener } = await openConnected()
    for (let failures = 0; failures < 100; failures++) await dropAndRedial()
    expect(listener.codes).toEqual([150])
    await accept()
    await dropAndRedial()
    await clock.advance(3000)
    expect(listener.codes).toEqual([150, 150])
  })

  it('hands on no event of the server until the next attach is answered (T5)', async () => {
    const { clock, dial, links, listener } = await openConnected()
    dial.drop()
    await clock.advance(retryDelayMs)
    dial.message(1)
    links[0]?.dial.message(1)
    links[0]?.dial.event({ type: 'EventTyping', party: {}, isTyping: true })
    expect(listener.events).toHaveLength(1)
  })
})

describe('a silent line', () => {
  const connectedAndSilent = (opening?: Opening) => openConnected(opening)

  it('is lost after 15 s, and every sign of life puts it off', async () => {
    const { clock, dial, listener } = await connectedAndSilent()
    await clock.advance(10_000)
    dial.beat()
    await clock.advance(10_000)
    dial.event({ type: 'EventTyping' })
    await clock.advance(14_999)
    expect(listener.path).toEqual(['connected'])
    await clock.advance(1)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
    expect(dial.hungUp).toBe(true)
    expect(listener.changes.at(-1)).toMatchObject({ since: 1_020_000 })
  })

  it('keeps to silenceTimeoutMs', async () => {
    const { clock, listener } = await connectedAndSilent({ options: { silenceTimeoutMs: 400 } })
    await clock.advance(400)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
  })

  it('is found by the wall clock at once when the page wakes', async () => {
    const { clock, network, dial, listener } = await connectedAndSilent()
    clock.jumpWallClock(3_600_000)
    network.say('visible')
    await settle()
    expect(dial.hungUp).toBe(true)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
  })

  it('gets 1 s more when the page itself was held up', async () => {
    const { clock, dial, listener } = await connectedAndSilent()
    clock.jumpWallClock(5000)
    await clock.advance(15_500)
    dial.beat()
    await clock.advance(5000)
    expect(listener.path).toEqual(['connected'])
  })
})

describe('a line that skips an index', () => {
  it('is lost after 200 ms, and the next one attaches before the gap (T4)', async () => {
    const { clock, dial, links, listener } = await openConnected({ head: 1 })
    dial.messages(3, 4)
    await clock.advance(199)
    expect(listener.path).toEqual(['connected'])
    await clock.advance(1)
    expect(listener.path).toEqual(['connected', 'reconnecting'])
    await clock.advance(retryDelayMs)
    const again = links[0]?.dial
    expect(again?.attach).toMatchObject({ after: 1 })
    again?.answer({ head: 4 })
    again?.messages(2, 3, 4)
    expect(listener.indices).toEqual([1, 2, 3, 4])
    expect(listener.path.at(-1)).toBe('connected')
  })

  it('is believed when it skips it again: what follows is handed on and the chat goes on', async () => {
    const opened = await openConnected({ head: 1 })
    opened.dial.messages(3, 4)
    await opened.clock.advance(200 + retryDelayMs)
    opened.dial.answer({ head: 4 })
    opened.dial.messages(3, 4)
    await opened.clock.advance(200)
    expect(opened.listener.indices).toEqual([1, 3, 4])
    expect(opened.listener.path).toEqual(['connected', 'reconnecting', 'connected'])
    opened.dial.message(5)
    expect(opened.listener.indices).toEqual([1, 3, 4, 5])
  })

  it('is not mistaken for one when an event was only overtaken', async () => {
    const { clock, dial, listener } = await openConnected({ head: 1 })
    dial.messages(4, 3)
    await clock.advance(150)
    dial.message(2)
    await clock.advance(1000)
    expect(listener.indices).toEqual([1, 2, 3, 4])
    expect(listener.path).toEqual(['connected'])
  })
})

describe('a line that stops in the middle of catching up', () => {
  it('is lost after 5 s without progress, and believed the second time, as it says other things', async () => {
    const opened = await openConnected()
    await opened.dropAndRedial()
    opened.dial.answer({ head: 3 })
    opened.dial.message(1)
    await opened.clock.advance(4999)
    opened.dial.beat()
    expect(opened.dial.hungUp).toBe(false)
    await opened.clock.advance(1 + retryDelayMs)
    expect(opened.dials).toHaveLength(3)
    expect(opened.dial.attach).toMatchObject({ after: 1 })
    opened.dial.answer({ head: 3 })
    await opened.clock.advance(4000)
    expect(opened.listener.path.at(-1)).toBe('interrupted')
    opened.dial.beat()
    await opened.clock.advance(1000)
    expect(opened.listener.path.at(-1)).toBe('connected')
    opened.dial.message(4)
    await opened.clock.advance(200)
    expect(opened.listener.indices).toEqual([1, 4])
    expect(opened.dials).toHaveLength(3)
  })

  it('has more time each time it was too slow for the same event, and skips it never', async () => {
    const opened = await openConnected()
    opened.dial.beat()
    await opened.clock.advance(15_000 + retryDelayMs) // the event was on its way, and nothing else could come
    const waited: number[] = []
    for (let line = 0; line < 4; line++) {
      opened.dial.answer({ head: 1 })
      const { dial, clock } = opened
      const since = clock.now()
      while (!dial.hungUp) await clock.advance(1000)
      waited.push(clock.now() - since)
      await clock.advance(retryDelayMs)
    }
    expect(waited).toEqual([30_000, 60_000, 120_000, 120_000])
    expect(opened.listener.indices).toEqual([])
  })

  it('is as strict as ever once the event has come', async () => {
    const opened = await openConnected()
    await opened.clock.advance(15_000 + retryDelayMs)
    opened.dial.answer({ head: 2 })
    opened.dial.message(1)
    await opened.dropAndRedial()
    opened.dial.answer({ head: 2 })
    await opened.clock.advance(15_000)
    expect(opened.dial.hungUp).toBe(true)
  })

  it('is connected when what the server no longer keeps is not waited for', async () => {
    const { dial, dropAndRedial, links, listener } = await openConnected()
    await dropAndRedial()
    expect(dial.hungUp).toBe(true)
    links[0]?.dial.answer({ first: 8, head: 8 })
    links[0]?.dial.message(8)
    expect(listener.path.at(-1)).toBe('connected')
  })
})
