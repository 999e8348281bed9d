import { describe, expect, it } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { ReplayTurns } from '../../src/visitor/replay-turns.ts'

const mega = 1024 * 1024

function startTurns() {
  const clock = fakeClock()
  const turns = new ReplayTurns(clock)
  const scope = new AbortController()
  const sent: string[] = []
  return {
    clock,
    turns,
    scope,
    sent,
    /** Asks for the turn of a page. */
    send(name: string, { signal } = scope) {
      const turn = turns.turn(signal)
      if (turn) void turn.then(() => sent.push(name))
      else sent.push(name)
    },
    /** A page waits in a full line, until the returned function is called. */
    hold(bytes: number, { signal } = new AbortController()): () => void {
      let take = () => undefined as void
      turns.hold(bytes, new Promise((resolve) => (take = resolve)), signal)
      return take
    },
  }
}

describe('the replays of a server', () => {
  it('let other work have its turn after a few pages, and go on in the order in which they asked', async () => {
    const { clock, send, sent } = startTurns()
    for (let page = 1; page <= 10; page++) send(`${page}`)
    await settle()
    expect(sent).toEqual(['1', '2', '3', '4'])
    await clock.advance(0)
    expect(sent).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
    expect(clock.pending).toBe(0)
  })

  it('wait while full lines hold as much as they may all together', async () => {
    const { clock, send, sent, hold } = startTurns()
    const take = Array.from({ length: 64 }, () => hold(mega))
    send('waits')
    await clock.advance(1_000)
    expect([sent, clock.pending]).toEqual([[], 0])
    take[0]?.()
    await clock.advance(1_000)
    expect(sent).toEqual(['waits'])
  })

  it('do not count what a line holds that is gone, though its front never says so', async () => {
    const { clock, send, sent, hold } = startTurns()
    const gone = new AbortController()
    hold(64 * mega, gone)
    send('waits')
    await clock.advance(1_000)
    expect(sent).toEqual([])
    gone.abort()
    await clock.advance(1_000)
    expect(sent).toEqual(['waits'])
  })

  it('leave no timer and take no turn when they are over', async () => {
    const { clock, scope, send, sent } = startTurns()
    for (let page = 1; page <= 6; page++) send(`${page}`)
    expect(clock.pending).toBe(1)
    scope.abort()
    expect(clock.pending).toBe(0)
    await settle()
    expect(sent).toHaveLength(6)
  })
})
