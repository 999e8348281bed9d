import { describe, expect, it } from 'vitest'
import { loneLeader, restoring, starting } from './support/lone-leader.ts'
import { tabWorld } from './support/tab-world.ts'

const said = (index: number) => ({ type: 'EventMessage', index, id: `m${index}` })

/** A tab comes back to a session; another, which has not heard what became of its start, says that again. */
function twoThatAreOne() {
  const world = loneLeader()
  const { lines, attaches, toldTo } = world
  attaches('A', restoring())
  lines[0]?.opens({ head: 1 })
  attaches('B', starting())
  toldTo('A')
  toldTo('B')
  return world
}

describe('S1: two sessions at the leader that are one', () => {
  it('share the line on which the server has said so', () => {
    const { lines, attaches, says, toldTo } = twoThatAreOne()
    lines[1]?.opens({ head: 1 })
    expect(lines.map(({ closed }) => closed)).toEqual(['detached', undefined])
    attaches('A', restoring({ id: 'again', after: 1 }), 2)
    expect(lines).toHaveLength(2)
    expect(toldTo('A').at(-1)).toEqual({ kind: 'open', line: 'A/2', told: expect.any(Number) })
    lines[1]?.listener.onEvent(said(2))
    expect(toldTo('A')).toEqual([{ kind: 'events', line: 'A/2', told: expect.any(Number), events: [said(2)] }])
    expect(toldTo('B').at(-1)).toEqual({ kind: 'events', line: 'B/1', told: expect.any(Number), events: [said(2)] })
    says('B', { type: 'SendMessage', id: 'c1', content: { type: 'text', text: 'hello' } })
    expect(lines.map(({ written }) => written.length)).toEqual([0, 1])
  })

  it('have the tabs of the one that is given up attach anew at once', () => {
    const { lines, attaches, toldTo } = twoThatAreOne()
    attaches('C', restoring({ id: 'of C' }))
    toldTo('C')
    lines[1]?.opens({ head: 1 })
    expect(toldTo('A')).toMatchObject([{ kind: 'lost', line: 'A/1' }])
    expect(toldTo('C')).toMatchObject([{ kind: 'lost', line: 'C/1' }])
  })

  it('do so also where the line that is given up was lost before', () => {
    const { lines, attaches, toldTo } = twoThatAreOne()
    attaches('C', restoring({ id: 'of C' }))
    lines[0]?.listener.onConnectivity({ current: 'reconnecting', previous: 'connected', since: 0 })
    attaches('A', restoring({ id: 'waits' }), 2)
    toldTo('A')
    toldTo('C')
    lines[1]?.opens({ head: 1 })
    expect(toldTo('A')).toMatchObject([{ kind: 'lost', line: 'A/2' }])
    expect(toldTo('C')).toEqual([{ kind: 'back', connection: 'C' }])
  })

  it('are one for the tabs of both, each with what the server has let it in with', () => {
    const { lines, attaches, toldTo } = loneLeader()
    attaches('A', starting({ id: 'of A', secret: 'known to A' }))
    lines[0]?.opens()
    attaches('B', starting({ id: 'of B', secret: 'known to B' }))
    lines[1]?.opens() // Both are the same signed-in visitor.
    attaches('A', restoring({ secret: 'known to A' }), 2)
    attaches('B', restoring({ secret: 'known to B' }), 2)
    attaches('C', starting({ id: 'of A', secret: 'known to A' }))
    expect(lines).toHaveLength(2)
    for (const tab of ['A', 'B', 'C']) expect(toldTo(tab).at(-1)).toMatchObject({ kind: 'open' })
  })

  it('are not one for a tab that the server has let in with nothing', () => {
    const { lines, attaches } = loneLeader()
    attaches('A', restoring({ secret: 'wrong' }))
    attaches('B', restoring())
    lines[1]?.opens()
    expect(lines[0]?.closed).toBe('detached')
    attaches('A', restoring({ secret: 'wrong' }), 2)
    expect(lines).toHaveLength(3) // It is for the server to say.
    expect(lines[1]?.closed).toBe(undefined)
  })

  it('are merged once: the tabs of both stay connected, on one line', async () => {
    const { openTab, ownStorage, clock, browser, server, leaders, openLines } = tabWorld()
    const [first, next] = [0, 1].map(() => openTab({ home: ownStorage() }))
    for (const tab of [first, next]) {
      tab?.open()
      await clock.advance(200)
    }
    browser.delayMs = 50
    const starts = openTab()
    starts.open()
    await clock.advance(120) // It has asked for a line.
    browser.drops = 1
    await clock.advance(80) // What the leader answers is lost.
    browser.drops = 0
    const restores = openTab()
    restores.open()
    await clock.advance(300)
    expect([starts, restores].map(({ session }) => session.status)).toEqual(['connecting', 'connected'])
    starts.freeze()
    first?.crash()
    await clock.advance(300)
    expect(leaders()).toEqual([next])
    starts.thaw()
    await clock.advance(2000)
    const { length } = server.attaches
    expect(server.attaches.slice(-2).map(({ type }) => type)).toEqual(['RestoreSession', 'StartSession'])
    await clock.advance(30_000)
    expect([starts, restores].map(({ session }) => session.status)).toEqual(['connected', 'connected'])
    expect([server.attaches.length, openLines(), starts.session.id]).toEqual([length, 2, restores.session.id])
    starts.say('to both')
    await clock.advance(500)
    expect([starts, restores].map((tab) => tab.shown())).toEqual([['to both'], ['to both']])
  })
})
