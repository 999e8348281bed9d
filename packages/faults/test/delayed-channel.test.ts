import { describe, expect, it } from 'vitest'
import { fakeClock } from '../../../test/support/fake-clock.ts'
import { createDelayedChannel } from '../src/delayed-channel.ts'

function openChannel() {
  const clock = fakeClock()
  const channel = createDelayedChannel(clock)
  const arrived: string[] = []
  const send = (name: string, delayMs = 0, overtakenMs = 0) =>
    channel.send(() => arrived.push(name), { delayMs, overtakenMs })
  return { clock, channel, arrived, send }
}

describe('a delayed channel', () => {
  it('lets through at once what nothing delays', () => {
    const { channel, arrived, clock } = openChannel()
    channel.send(() => arrived.push('one'))
    expect([arrived, clock.pending]).toEqual([['one'], 0])
  })

  it('keeps the order, also where what comes later is delayed less', async () => {
    const { clock, arrived, send } = openChannel()
    send('one', 100)
    send('two', 10)
    send('three')
    await clock.advance(99)
    expect(arrived).toEqual([])
    await clock.advance(1)
    expect(arrived).toEqual(['one', 'two', 'three'])
  })

  it('lets others overtake what is to be overtaken', async () => {
    const { clock, arrived, send } = openChannel()
    send('one', 10, 50)
    send('two', 10)
    send('three', 20)
    await clock.advance(20)
    expect(arrived).toEqual(['two', 'three'])
    await clock.advance(40)
    expect(arrived).toEqual(['two', 'three', 'one'])
  })

  it('holds everything, and lets it through in order afterwards', async () => {
    const { clock, channel, arrived, send } = openChannel()
    send('one', 10)
    channel.hold(true)
    send('two')
    await clock.advance(1_000)
    expect([arrived, clock.pending]).toEqual([[], 0])
    channel.hold(false)
    expect(arrived).toEqual(['one', 'two'])
  })

  it('lets what is sent from inside wait its turn', () => {
    const { channel, arrived, send } = openChannel()
    channel.hold(true)
    channel.send(() => {
      send('three')
      arrived.push('one')
    })
    send('two')
    channel.hold(false)
    expect(arrived).toEqual(['one', 'two', 'three'])
  })

  it('can be held and closed from inside', () => {
    const held = openChannel()
    held.channel.send(() => held.channel.hold(true))
    held.send('behind')
    expect(held.arrived).toEqual([])
    held.channel.hold(false)
    expect(held.arrived).toEqual(['behind'])

    const closed = openChannel()
    closed.channel.send(() => closed.channel.close())
    closed.channel.hold(false)
    closed.send('behind')
    expect(closed.arrived).toEqual([])
  })

  it('goes on after something that throws', () => {
    const { channel, arrived, send } = openChannel()
    const fails = () => {
      throw new Error('not here')
    }
    expect(() => channel.send(fails)).toThrow('not here')
    send('next')
    expect(arrived).toEqual(['next'])
  })

  it('brings nothing more once closed, and leaves no timer', async () => {
    const { clock, channel, arrived, send } = openChannel()
    send('one', 10)
    expect(clock.pending).toBe(1)
    channel.close()
    expect(clock.pending).toBe(0)
    await clock.advance(10)
    expect(arrived).toEqual([])
  })
})
