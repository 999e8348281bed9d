import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { linkedTransport, type RestoreSession, type TransportConnection } from '../../src/index.ts'
import { hello, openConnected, openConnection, restore, retryDelayMs, start } from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'
import { message, scriptedLink } from '../support/scripted-link.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { fakeNetwork } from '../support/fake-network.ts'

const attaches = (dials: readonly { attach: unknown }[]) => dials.map(({ attach }) => attach)

describe('attaching', () => {
  it('repeats the given start, id and take included, until it is answered (T1)', async () => {
    const { dials, dropAndRedial } = await openConnection()
    await dropAndRedial()
    await dropAndRedial()
    expect(attaches(dials)).toEqual([start, start, start])
  })

  it('repeats the given restore likewise, after the position of the moment (T12)', async () => {
    const listener = recordingListener(4)
    const { dials, dropAndRedial } = await openConnection({ attach: restore, listener })
    listener.position = 6
    await dropAndRedial()
    expect(attaches(dials)).toEqual([
      { ...restore, after: 4 },
      { ...restore, after: 6 },
    ])
  })

  it('asks for the last events until it is answered, and then goes on at the position of the page (T18)', async () => {
    const attach = { ...restore, last: 2 }
    const { dials, dropAndRedial, links, listener } = await openConnection({ attach })
    await dropAndRedial()
    expect(attaches(dials)).toEqual([attach, attach])
    links[0]?.dial.answer({ from: 4, head: 5 })
    links[0]?.dial.messages(4, 5)
    await settle()
    expect(listener.path).toEqual(['connected'])
    await dropAndRedial()
    expect(dials).toHaveLength(3)
    expect(dials[2]?.attach).toMatchObject({ after: 5 })
    expect(dials[2]?.attach).not.toHaveProperty('last')
  })

  it('then restores of its own making: new id, no take, after what the page has', async () => {
    const { dials, dropAndRedial } = await openConnected({ head: 3 })
    await dropAndRedial()
    await dropAndRedial()
    const [, second, third] = attaches(dials) as RestoreSession[]
    const { secret, pageId } = start
    expect(second).toEqual({
      type: 'RestoreSession',
      id: expect.any(String) as string,
      sessionId: 'session-1',
      secret,
      pageId,
      take: false,
      after: 3,
    })
    expect(third).toEqual({ ...second, id: expect.any(String) as string })
    expect(new Set([start.id, second?.id, third?.id]).size).toBe(3)
  })

  it('restores also when the line was lost between the answer and connected', async () => {
    const { dial, dials, dropAndRedial } = await openConnection()
    dial.answer({ head: 5 })
    dial.messages(1, 2)
    await dropAndRedial()
    expect(dials[1]?.attach).toMatchObject({ type: 'RestoreSession', take: false, after: 2 })
  })

  it('speaks with the secret of the back end, if it issued one', async () => {
    const { dial, dials, dropAndRedial } = await openConnection()
    dial.answer({ secret: 'theirs' })
    await dropAndRedial()
    expect(dials[1]?.attach).toMatchObject({ secret: 'theirs' })
  })

  it('keeps the secret of the back end when a later answer issues none', async () => {
    const { dial, dials, dropAndRedial } = await openConnection()
    dial.answer({ secret: 'theirs' })
    await dropAndRedial()
    dials[1]?.answer()
    await dropAndRedial()
    expect(dials[2]?.attach).toMatchObject({ secret: 'theirs' })
  })

  it('reads the position only after it has hung up: what the dying line still says is not missed', async () => {
    const order: string[] = []
    const listener = recordingListener()
    const watched = Object.defineProperty({ ...listener }, 'position', {
      get: () => (order.push('read the position'), listener.position),
    })
    const clock = fakeClock()
    const dials: AbortSignal[] = []
    const transport = linkedTransport({
      name: 'watched',
      clock,
      network: fakeNetwork(),
      retryDelayMs: () => 0,
      open(attach, line) {
        dials.push(line.signal)
        line.signal.addEventListener('abort', () => order.push('hung up'))
        if (dials.length === 1) line.received({ type: 'EventAttached', commandId: attach.id, sessionId: 's', head: 0 })
        return () => undefined
      },
    })
    const connection = transport.connect(start, watched)
    await settle()
    clock.jumpWallClock(15_000)
    order.length = 0
    await clock.advance(15_000)
    await clock.advance(1000)
    expect(order).toEqual(['hung up', 'read the position'])
    connection.close()
  })

  describe('after the page came out of the back/forward cache (T16)', () => {
    it('hangs up at once and takes the session, with one id until it is answered, then never again', async () => {
      const { clock, network, dial: frozen, dials, accept, dropAndRedial } = await openConnected({ head: 1 })
      network.say('pageshow-persisted')
      expect(frozen.hungUp).toBe(true)
      await settle()
      await dropAndRedial()
      await clock.advance(retryDelayMs)
      const [, taking, again] = attaches(dials) as RestoreSession[]
      expect(taking).toMatchObject({ type: 'RestoreSession', take: true, after: 1 })
      expect(again).toEqual(taking)
      await accept()
      await dropAndRedial()
      const last = dials.at(-1)?.attach
      expect(last).toMatchObject({ take: false })
      expect(last?.id).not.toBe(taking?.id)
    })

    it('takes also when it was waiting to dial', async () => {
      const { network, dial, dials } = await openConnected()
      dial.drop()
      await settle()
      network.say('pageshow-persisted')
      await settle()
      expect(dials[1]?.attach).toMatchObject({ take: true })
    })

    it('takes with a restore that had not been answered yet, under a new id', async () => {
      const attach = { ...restore, take: false }
      const { network, dials } = await openConnection({ attach })
      network.say('pageshow-persisted')
      await settle()
      expect(dials[1]?.attach).toEqual({ ...attach, id: expect.any(String) as string, take: true })
      expect(dials[1]?.attach.id).not.toBe(attach.id)
    })

    it('repeats a start that had not been answered yet as it is', async () => {
      const { network, dials } = await openConnection()
      network.say('pageshow-persisted')
      await settle()
      expect(attaches(dials)).toEqual([start, start])
    })
  })

  it.each(['online', 'visible', 'pageshow'] as const)('never takes after %s', async (change) => {
    const { network, dial, dials } = await openConnected()
    dial.drop()
    await settle()
    network.say(change)
    await settle()
    expect(dials[1]?.attach).toMatchObject({ take: false })
  })

  it('keeps the connections of one transport apart (T15)', async () => {
    const clock = fakeClock()
    const network = fakeNetwork()
    const link = scriptedLink()
    const transport = linkedTransport({ name: 'shared', open: link.open, clock, network, retryDelayMs: () => 100 })
    const open = async (id: string) => {
      const listener = recordingListener()
      const connection: TransportConnection = transport.connect({ ...start, id }, listener)
      await settle()
      const { dial } = link
      dial.answer({ sessionId: `session of ${id}` })
      return { listener, connection, dial }
    }
    const ada = await open('ada')
    const bob = await open('bob')
    await settle()
    ada.dial.message(1, 'm1')
    const sent = bob.connection.send(hello('m1'))
    expect(bob.listener.indices).toEqual([])
    bob.dial.event(message(1, 'm1'))
    await sent
    ada.dial.drop()
    await clock.advance(100)
    expect(link.dial.attach).toMatchObject({ sessionId: 'session of ada', after: 1 })
    expect(bob.listener.path).toEqual(['connected'])
    ada.connection.close()
    bob.dial.message(2)
    expect(bob.listener.indices).toEqual([1, 2])
    bob.connection.close()
    expect({ timers: clock.pending, listeners: network.listeners }).toEqual({ timers: 0, listeners: 0 })
  })
})
