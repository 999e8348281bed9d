import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { linkedTransport, type CloseReason } from '../../src/index.ts'
import { fakeNetwork } from '../support/fake-network.ts'
import {
  expectNothingLeft,
  hello,
  openConnected,
  openConnection,
  retryDelayMs,
  start,
  type Opened,
} from '../support/open-connection.ts'
import { recordingListener } from '../support/recording-listener.ts'
import { scriptedLink } from '../support/scripted-link.ts'

/** Every moment at which a connection can be closed, as the way that leads to it. */
const moments: Record<string, () => Promise<Opened>> = {
  'at once': () => openConnection(),
  'while dialing': async () => {
    const opened = await openConnection()
    await opened.clock.advance(1000)
    return opened
  },
  'while the link is opening, attached': async () => {
    const opened = await openConnection({ scripts: [{ opensWhenTold: true }] })
    opened.dial.answer()
    await settle()
    return opened
  },
  'while catching up for the first time': async () => {
    const opened = await openConnection()
    opened.dial.answer({ head: 3 })
    opened.dial.messages(1, 3)
    return opened
  },
  'while waiting to dial for the first time': async () => {
    const opened = await openConnection()
    opened.dial.drop()
    await settle()
    return opened
  },
  'while connected': () => openConnected(),
  'with an acknowledgement awaited': async () => {
    const opened = await openConnected({ scripts: [{ acknowledges: true }] })
    void opened.connection.send(hello('m1'))
    return opened
  },
  'in a gap': async () => {
    const opened = await openConnected()
    opened.dial.message(2)
    return opened
  },
  'at the moment the line is lost': async () => {
    const opened = await openConnected()
    opened.dial.drop()
    return opened
  },
  'while reconnecting': async () => {
    const opened = await openConnected()
    await opened.dropAndRedial()
    return opened
  },
  'while catching up again': async () => {
    const opened = await openConnected()
    await opened.dropAndRedial()
    opened.dial.answer({ head: 3 })
    return opened
  },
  'while interrupted': async () => {
    const opened = await openConnected()
    opened.dial.drop()
    await opened.clock.advance(3000)
    return opened
  },
  'while offline': async () => {
    const opened = await openConnected()
    opened.network.goOffline()
    opened.dial.drop()
    await opened.clock.advance(10_000)
    return opened
  },
  'when closed already': async () => {
    const opened = await openConnected()
    opened.connection.close()
    return opened
  },
}

describe('closing (T9, T10)', () => {
  it.each(Object.entries(moments))('%s leaves nothing and is followed by nothing', async (_moment, lead) => {
    const { clock, network, connection, listener, dials } = await lead()
    const dialed = dials.length
    const { length } = listener.told
    connection.close()
    expectNothingLeft({ clock, network, dials })
    for (const { answer, messages, beat, drop, open, acknowledge } of dials) {
      answer()
      messages(1, 2, 3)
      open()
      acknowledge()
      beat()
      drop()
    }
    network.say('pageshow-persisted')
    network.goOnline()
    await clock.advance(120_000)
    expect(listener.told.slice(length)).toEqual([])
    expect(dials).toHaveLength(dialed)
    expectNothingLeft({ clock, network, dials })
  })

  it.each<[CloseReason | undefined, CloseReason]>([
    [undefined, 'detached'],
    ['detached', 'detached'],
    ['left', 'left'],
  ])('for the reason %s tells the link %s', async (given, told) => {
    const { connection, dial } = await openConnected()
    connection.close(given)
    expect(dial.hungUp).toBe(true)
    expect(dial.hangUpReason).toBe(told)
  })

  it('before the link has been dialed dials nothing', async () => {
    const link = scriptedLink()
    const clock = fakeClock()
    const network = fakeNetwork()
    const listener = recordingListener()
    linkedTransport({ name: 'closed', open: link.open, clock, network }).connect(start, listener).close()
    await clock.advance(60_000)
    expect({ dials: link.dials, told: listener.told }).toEqual({ dials: [], told: [] })
    expectNothingLeft({ clock, network, dials: [] })
  })

  describe('from inside a handler', () => {
    it('in the middle of a batch, delivers nothing more of it', async () => {
      const { connection, dial, listener } = await openConnected()
      listener.react(() => listener.position === 3 && connection.close())
      dial.messages(5, 4, 3, 2, 1)
      expect(listener.indices).toEqual([1, 2, 3])
    })

    it('at the attach answer, delivers nothing of what had come before it', async () => {
      const { connection, dial, listener, clock, network, dials } = await openConnection()
      listener.react(() => connection.close())
      dial.messages(1, 2)
      dial.answer({ head: 2 })
      expect(listener.told).toHaveLength(1)
      expectNothingLeft({ clock, network, dials })
    })

    it('among what had come before the answer, delivers nothing more of it', async () => {
      const { connection, dial, listener } = await openConnection()
      listener.react(() => listener.position === 1 && connection.close())
      dial.messages(1, 2)
      dial.answer({ head: 2 })
      expect(listener.indices).toEqual([1])
      expect(listener.path).toEqual([])
    })

    it.each(['connected', 'reconnecting', 'interrupted', 'closed'] as const)('at %s', async (current) => {
      const opened = await openConnection()
      const { connection, listener, clock, network, dials, dial } = opened
      listener.react((told) => told.what === 'connectivity' && told.change.current === current && connection.close())
      await opened.accept()
      if (current === 'closed') dial.take()
      else dial.drop()
      await clock.advance(10_000)
      expect(listener.told.at(-1)).toMatchObject({ what: 'connectivity', change: { current } })
      expectNothingLeft({ clock, network, dials })
    })

    it('at error 150, is followed by no interrupted', async () => {
      const { connection, listener, clock, network, dial, dials } = await openConnected()
      listener.react(({ what }) => what === 'event' && connection.close())
      dial.drop()
      await clock.advance(3000)
      expect(listener.codes).toEqual([150])
      expect(listener.path).toEqual(['connected', 'reconnecting'])
      expectNothingLeft({ clock, network, dials })
    })

    it('at a retry, is followed by no dial', async () => {
      const { connection, listener, clock, network, dial, dials } = await openConnected()
      listener.react(({ what }) => what === 'retry' && connection.close())
      dial.drop()
      await clock.advance(retryDelayMs)
      expect(dials).toHaveLength(1)
      expectNothingLeft({ clock, network, dials })
    })

    it('at a refusal told to the page, is followed by no retry', async () => {
      const opened = await openConnected()
      const { connection, listener, clock } = opened
      await opened.dropAndRedial()
      listener.react(({ what }) => what === 'event' && connection.close())
      const before = listener.retries.length
      opened.dial.refuse(52)
      await clock.advance(10_000)
      expect(listener.codes).toEqual([52])
      expect(listener.retries).toHaveLength(before)
    })

    it('at an end, is followed by no closed', async () => {
      const { connection, listener, dial } = await openConnected()
      listener.react(({ what }) => what === 'event' && connection.close())
      dial.end(1)
      await settle()
      expect(listener.path).toEqual(['connected'])
    })

    it('while a command is written', async () => {
      const opened: Opened = await openConnected({ scripts: [{ take: () => opened.connection.close() }] })
      await opened.connection.send(hello('m1'))
      expect(opened.dial.commands).toEqual([hello('m1')])
      expectNothingLeft({ ...opened })
    })
  })

  it('from inside the dial, before the link has returned', async () => {
    const opened: Opened = await openConnection({
      scripts: [{ meet: (_dial, number) => number === 2 && opened.connection.close() }],
    })
    await opened.dropAndRedial()
    expect(opened.dials).toHaveLength(2)
    expectNothingLeft({ ...opened })
  })

  it('leaves nothing after two hundred connections', async () => {
    for (let cycle = 0; cycle < 200; cycle++) {
      const opened = await openConnected()
      opened.dial.message(2)
      opened.connection.close('left')
      expectNothingLeft({ ...opened })
    }
  })
})
