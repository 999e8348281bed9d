import type { ChatCommand } from '@chat-transport/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeClock, settle } from '../../../test/support/fake-clock.ts'
import { createFaults, withFaults, type FaultsOptions } from '../src/index.ts'
import { handLink, type HandLinkOptions } from './support/hand-link.ts'
import { openLine, start, type PageLineOptions } from '../../../test/support/page-line.ts'

const typing = (id: string): ChatCommand => ({ type: 'SendTyping', id, isTyping: true })
const message = (index: number) => ({ type: 'EventMessage', index })

async function openFaulty({ link = {}, line = {}, ...options }: FaultyOptions = {}) {
  const clock = fakeClock()
  const faults = createFaults({ clock, ...options })
  const far = handLink(link)
  const dial = () => openLine(withFaults(far.open, faults), line)
  const page = dial()
  onTestFinished(() => expect({ timers: clock.pending, lines: faults.openLines }).toEqual({ timers: 0, lines: 0 }))
  onTestFinished(() => faults.cut())
  await settle()
  return { clock, faults, far, page, dial }
}
interface FaultyOptions extends FaultsOptions {
  readonly link?: HandLinkOptions
  readonly line?: PageLineOptions
}

describe('without faults', () => {
  it('everything passes as it is, at once', async () => {
    const { page, far } = await openFaulty()
    const event = { type: 'EventMessage', index: 1 }
    far.says(event, 'garbage')
    far.showsLife()
    await (
      await page.opened
    )(typing('1'))
    expect(far.attaches).toEqual([start])
    expect(page.received).toEqual([event, 'garbage'])
    expect(page.received[0]).toBe(event)
    expect([page.signs, far.commands]).toEqual([1, [typing('1')]])
    far.hangsUp(new Error('gone'))
    expect(page.lost).toEqual([new Error('gone')])
  })

  it('closing the line closes the link, with its reason', async () => {
    const { page, far } = await openFaulty()
    page.close('left')
    expect(far.closed).toEqual(['left'])
  })

  it('a link that cannot open, or not send, says so', async () => {
    const broken = () => Promise.reject(new Error('broken'))
    const unopened = await openFaulty({ link: { opening: broken } })
    await expect(unopened.page.opened).rejects.toThrow('broken')
    const unsent = await openFaulty({ link: { sending: broken } })
    await expect((await unsent.page.opened)(typing('1'))).rejects.toThrow('broken')
  })

  it('a line that is over is not dialed', async () => {
    const { far } = await openFaulty({ line: { closed: true } })
    expect(far.attaches).toEqual([])
  })
})

describe('refuse', () => {
  it('lets no line be opened, and leaves open ones alone', async () => {
    const { page, far, faults, dial } = await openFaulty()
    faults.set({ refuse: true })
    await expect(dial().opened).rejects.toThrow('unable to open the line: it was refused')
    far.says(message(1))
    expect([far.attaches.length, page.received]).toEqual([1, [message(1)]])
    faults.set({ refuse: false })
    await dial().opened
  })
})

describe('cut', () => {
  it('ends open lines, tells both ends, and what was under way is gone', async () => {
    const { page, far, faults, clock } = await openFaulty()
    const send = await page.opened
    faults.set({ delayMs: 10 })
    far.says(message(1))
    const outcome = expect(send(typing('1'))).rejects.toThrow('the line was cut')
    faults.cut()
    await outcome
    await clock.advance(100)
    expect([page.received, far.commands]).toEqual([[], []])
    expect(page.lost).toContainEqual(new Error('the line was cut'))
    expect(far.closed).toEqual([new Error('the line was cut')])
    await expect(send(typing('2'))).rejects.toThrow('the line was cut')
  })

  it('comes after so many events, on each line', async () => {
    const { page, far, dial } = await openFaulty({ plan: { cutAfterEvents: 2 } })
    far.says(message(1), message(2), message(3))
    expect(page.received).toEqual([message(1), message(2)])
    expect(page.lost).toEqual([new Error('the line was cut after 2 events')])
    const next = dial()
    await next.opened
    far.says(message(3))
    expect([next.received, next.lost]).toEqual([[message(3)], []])
  })

  it('also ends a line that is being dialed', async () => {
    const { page, faults, far } = await openFaulty({ link: { opening: () => new Promise(() => undefined) } })
    faults.cut()
    await expect(page.opened).rejects.toThrow('the line was cut')
    expect(far.closed).toEqual([new Error('the line was cut')])
  })
})

describe('a black hole', () => {
  it('swallows everything both ways and tells nobody, until it ends', async () => {
    const { page, far, faults, clock } = await openFaulty()
    const send = await page.opened
    faults.set({ blackHole: true })
    far.says(message(1))
    far.showsLife()
    const sent = send(typing('1'))
    far.hangsUp(new Error('gone'))
    await clock.advance(60_000)
    expect([page.received, page.signs, page.lost, far.commands]).toEqual([[], 0, [], []])
    faults.set({ blackHole: false })
    await sent
    expect([page.received, page.signs, page.lost]).toEqual([[message(1)], 1, [new Error('gone')]])
    expect(far.commands).toEqual([typing('1')])
  })

  it('never answers a dial', async () => {
    const { far, faults, page } = await openFaulty({ plan: { blackHole: true } })
    expect(far.attaches).toEqual([])
    faults.heal()
    await page.opened
    expect(far.attaches).toEqual([start])
  })
})

describe('silence', () => {
  it('holds for the lines that are open: new ones can be opened', async () => {
    const { page, far, faults, dial } = await openFaulty()
    faults.silence()
    far.says(message(1))
    const next = dial()
    await next.opened
    far.says(message(2))
    expect([page.received, next.received]).toEqual([[], [message(2)]])
    faults.resume()
    expect(page.received).toEqual([message(1)])
  })

  it('is not ended by a change of the plan', async () => {
    const { page, far, faults } = await openFaulty()
    faults.silence()
    faults.set({ blackHole: false, delayMs: 0 })
    far.says(message(1))
    expect(page.received).toEqual([])
  })

  it('ends, for the link, when the page gives the line up', async () => {
    const { page, far, faults } = await openFaulty()
    faults.silence()
    page.close(new Error('silent for too long'))
    expect(far.closed).toEqual([new Error('silent for too long')])
  })
})

describe('delay', () => {
  it('makes everything later, each way, in order', async () => {
    const { page, far, faults, clock } = await openFaulty()
    const send = await page.opened
    faults.set({ delayMs: 100, jitterMs: 50 })
    far.says(message(1), message(2))
    let answered = false
    void Promise.resolve(send(typing('1'))).then(() => (answered = true))
    await clock.advance(124)
    expect([page.received, far.commands]).toEqual([[], []])
    await clock.advance(1)
    expect([page.received, far.commands]).toEqual([[message(1), message(2)], [typing('1')]])
    expect(answered).toBe(false)
    await clock.advance(125)
    expect(answered).toBe(true)
  })

  it('makes dialing later', async () => {
    const { far, clock } = await openFaulty({ plan: { delayMs: 100 } })
    expect(far.attaches).toEqual([])
    await clock.advance(100)
    expect(far.attaches).toEqual([start])
  })
})

describe('duplicate', () => {
  it('brings transcript events twice, text too, and no other', async () => {
    const { page, far } = await openFaulty({ plan: { duplicate: 1 } })
    const text = JSON.stringify(message(2))
    far.says(message(1), text, { type: 'EventTyping' }, 'garbage', null)
    expect(page.received).toEqual([
      ...[message(1), message(1), message(2), message(2)],
      ...[{ type: 'EventTyping' }, 'garbage', null],
    ])
  })
})

describe('reorder', () => {
  const indexes = [1, 2, 3, 4, 5, 6, 7, 8]
  async function orderOf(seed: number): Promise<readonly unknown[]> {
    const { page, far, clock } = await openFaulty({ plan: { reorder: 0.5 }, seed })
    far.says(...indexes.map(message))
    await clock.advance(50)
    return page.received.map((event) => (event as { index: number }).index)
  }

  it('lets some events be overtaken; the seed says which', async () => {
    const order = await orderOf(1)
    expect(order).not.toEqual(indexes)
    expect([...order].sort()).toEqual(indexes)
    expect(await orderOf(1)).toEqual(order)
    expect(await orderOf(2)).not.toEqual(order)
  })
})

describe('reverse', () => {
  it('turns the next events round, and no more', async () => {
    const { page, far, faults } = await openFaulty()
    faults.reverse(3)
    far.says(message(1), message(2))
    expect(page.received).toEqual([])
    far.says(message(3), message(4))
    expect(page.received).toEqual([3, 2, 1, 4].map(message))
  })

  it('lets those that wait for more go when it is healed', async () => {
    const { page, far, faults } = await openFaulty()
    faults.reverse(3)
    far.says(message(1), message(2))
    faults.heal()
    far.says(message(3))
    expect(page.received).toEqual([2, 1, 3].map(message))
  })
})

describe('inject', () => {
  it('brings anything, as if the far end had said it', async () => {
    const { page, faults } = await openFaulty()
    faults.inject('<html>')
    faults.inject({ type: 'EventMessage' })
    expect(page.received).toEqual(['<html>', { type: 'EventMessage' }])
  })
})
