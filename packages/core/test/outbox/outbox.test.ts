import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { outcomeOf } from '../support/open-chat.ts'
import { message, openOutbox, own, refusal } from '../support/open-outbox.ts'

describe('an outbox', () => {
  it('saves before it sends, a burst at once, and keeps the order', async () => {
    const { outbox, connect, saved, sent } = openOutbox()
    connect()
    void outbox.add(message('a'), 0)
    void outbox.add(message('b'), 0)
    expect([saved, sent]).toEqual([[], []])
    await settle()
    expect([saved, sent]).toEqual([[['a', 'b']], ['a', 'b']])
  })

  it('resolves with the entry when the event has come; the removal from storage may lag', async () => {
    const { clock, outbox, connect, arrives, saved } = openOutbox()
    connect()
    const sending = outbox.add(message('a'), 0)
    await settle()
    arrives('a')
    expect(await sending).toMatchObject({ key: 'a', index: 1 })
    expect(saved).toEqual([['a']])
    await clock.advance(1000)
    expect([saved, clock.pending]).toEqual([[['a'], []], 0])
  })

  it('sends what is unsettled again, with the same id and in order, on every new line', async () => {
    const { outbox, connect, cut, arrives, sent, shown } = openOutbox()
    void outbox.add(message('a'), 0)
    await settle()
    connect()
    void outbox.add(message('b'), 0)
    await settle()
    arrives('a')
    cut()
    expect(shown.get('b')).toBe('queued')
    void outbox.add(message('c'), 0)
    await settle()
    connect()
    expect([sent, shown.get('c')]).toEqual([['a', 'b', 'b', 'c'], 'sending'])
  })

  it('fails a refused command alone', async () => {
    const { outbox, connect, shown, sent } = openOutbox()
    connect()
    const refused = outcomeOf(outbox.add(message('a'), 0))
    const next = outcomeOf(outbox.add(message('b'), 0))
    await settle()
    const error = refusal('a', 51)
    outbox.refused('a', error)
    await settle()
    expect([refused.value, shown.get('a'), next.state, sent]).toEqual([error, 'failed', 'pending', ['a', 'b']])
  })

  it('takes no rejection of send for a refusal: events alone settle a command', async () => {
    const { outbox, connect, sendFails } = openOutbox()
    connect()
    const outcomes = ['a', 'b'].map((id) => outcomeOf(outbox.add(message(id), 0)))
    await settle()
    sendFails('a', refusal('a', 3))
    sendFails('b', new Error('who knows'))
    await settle()
    expect(outcomes.map(({ state }) => state)).toEqual(['pending', 'pending'])
  })

  it('settles a command whose event cannot be read', async () => {
    const { outbox, connect, shown } = openOutbox()
    connect()
    const outcome = outcomeOf(outbox.add(message('a'), 0))
    await settle()
    outbox.acceptedUnread('a')
    await settle()
    expect([outcome.state, shown.get('a'), outbox.commands()]).toEqual(['resolved', 'sent', []])
  })

  it('keeps to the pace it is given', async () => {
    const { clock, outbox, connect, sent } = openOutbox({ perSecond: 2 })
    connect()
    for (const id of ['a', 'b', 'c', 'd', 'e']) void outbox.add(message(id), 0)
    await settle()
    expect(sent.length).toBe(2)
    await clock.advance(499)
    expect(sent.length).toBe(2)
    await clock.advance(1)
    expect(sent.length).toBe(3)
    await clock.advance(1000)
    expect(sent).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('refuses what it has no room for, and drops nothing; a leave and what was adopted always fit', async () => {
    const { outbox } = openOutbox({ maxMessages: 2 })
    outbox.adopt(own('x'))
    outbox.adopt(own('y'))
    void outbox.add(message('a'), 0)
    void outbox.add(message('b'), 0)
    expect(() => outbox.add(message('c'), 0)).toThrow(expect.objectContaining({ name: 'QuotaExceededError' }))
    outbox.add({ type: 'LeaveSession', id: 'l' }, 0).catch(() => undefined)
    expect(['x', 'y', 'a', 'b', 'c', 'l'].map(outbox.has)).toEqual([true, true, true, true, false, true])
  })

  it('is left until the last leave is settled, though pages have saved one each', async () => {
    const { outbox, arrives } = openOutbox()
    void outbox.add({ type: 'LeaveSession', id: 'here' }, 0)
    outbox.adopt(own('there', { type: 'LeaveSession', id: 'there' }))
    arrives('there')
    expect(outbox.leave()).toBeDefined()
    arrives('here')
    expect(outbox.leave()).toBeUndefined()
  })

  it('does not write what was adopted: it is saved already, under another key', async () => {
    const { outbox, saved } = openOutbox()
    outbox.adopt(own('x'))
    void outbox.add(message('a'), 0)
    await settle()
    expect(saved).toEqual([['a']])
  })

  it('sends what other pages have queued first and in order, also what has come here and is its own since', async () => {
    const { outbox, connect, sent } = openOutbox()
    outbox.adopt(own('x'))
    outbox.moveAdopted()
    void outbox.add(message('a'), 0)
    await settle()
    outbox.adopt(own('y'))
    connect()
    expect(sent).toEqual(['x', 'y', 'a'])
  })

  it('waits for an asynchronous save, and lets nothing overtake it', async () => {
    let finish = () => undefined as void
    const { outbox, connect, sent } = openOutbox({ save: () => new Promise<void>((resolve) => (finish = resolve)) })
    connect()
    void outbox.add(message('a'), 0)
    await settle()
    outbox.adopt(own('b'))
    await settle()
    expect(sent).toEqual([])
    finish()
    await settle()
    expect(sent).toEqual(['a', 'b'])
  })

  it('sends nothing that is still being saved, not on the next line either', async () => {
    let saved: () => void = () => undefined
    const { outbox, connect, cut, sent } = openOutbox({ save: () => new Promise<void>((resolve) => (saved = resolve)) })
    connect()
    void outbox.add(message('a'), 0)
    await settle()
    cut()
    connect()
    expect(sent).toEqual([])
    saved()
    await settle()
    expect(sent).toEqual(['a'])
  })

  it('writes at once what was added in the very task in which it lets go', () => {
    const { clock, outbox, saved } = openOutbox()
    outbox.add(message('a'), 0).catch(() => undefined)
    outbox.release(new Error('detached'))
    expect([saved, clock.pending]).toEqual([[['a']], 0])
  })

  it('flushes a removal that lags', async () => {
    const { clock, outbox, connect, arrives, saved } = openOutbox()
    connect()
    void outbox.add(message('a'), 0)
    await settle()
    arrives('a')
    void outbox.flush()
    expect(saved).toEqual([['a'], []])
    void outbox.flush()
    await clock.advance(250)
    expect([saved.length, clock.pending]).toEqual([2, 0])
  })

  it('saves once for many that are settled, on one timer', async () => {
    const { clock, outbox, connect, arrives, saved } = openOutbox()
    connect()
    for (const id of ['a', 'b', 'c']) void outbox.add(message(id), 0)
    await settle()
    for (const id of ['a', 'b', 'c']) arrives(id)
    expect([saved.length, clock.pending]).toEqual([1, 1])
    await clock.advance(250)
    expect([saved.length, saved.at(-1), clock.pending]).toEqual([2, [], 0])
  })

  it('leaves the saving of what is settled to the next command that is saved, if one is in time', async () => {
    const { clock, outbox, connect, arrives, saved } = openOutbox()
    connect()
    for (const id of ['a', 'b', 'c']) {
      void outbox.add(message(id), 0)
      await settle()
      arrives(id)
      await clock.advance(50)
    }
    expect(saved).toEqual([['a'], ['b'], ['c']])
    await clock.advance(250)
    expect(saved).toEqual([['a'], ['b'], ['c'], []])
  })

  it('saves what it shows as failed when it has let go already', async () => {
    const { clock, outbox, connect, arrives, saved } = openOutbox()
    connect()
    void outbox.add(message('a'), 0)
    await settle()
    arrives('a')
    outbox.release(new Error('detached'))
    outbox.showFailed(own('b'), new Error('expired'))
    await clock.advance(250)
    expect([saved.at(-1), clock.pending]).toEqual([['b'], 0])
  })

  it('fails what is left when the session is over, and lets go of it when only this page is', async () => {
    const error = new Error('over')
    const ended = openOutbox()
    const failed = outcomeOf(ended.outbox.add(message('a'), 0))
    ended.outbox.failAll(error)
    const detached = openOutbox()
    const kept = outcomeOf(detached.outbox.add(message('a'), 0))
    detached.outbox.release(error)
    await settle()
    expect([failed.value, ended.shown.get('a')]).toEqual([error, 'failed'])
    expect([kept.value, detached.shown.get('a')]).toEqual([error, 'queued'])
    expect([ended.clock.pending, detached.clock.pending]).toEqual([0, 0])
  })

  it('gives no time twice, and none before the last, when the wall clock is set back', async () => {
    const { clock, outbox, added } = openOutbox()
    outbox.adopt({ ...own('a'), at: clock.now() + 5000 })
    void outbox.add(message('b'), 0)
    outbox.release(new Error('over'))
    expect(added.at(-1)).toMatchObject({ command: { id: 'b' }, at: clock.now() + 5001 })
  })
})

describe('whatever happens to the line', () => {
  const stepNames = ['add', 'connect', 'cut', 'arrive', 'refuse'] as const

  /** An outbox, and what must be in it by what was done to it. */
  function modelled() {
    const { outbox, connect, cut, arrives, sent, shown } = openOutbox({ maxMessages: 1000 })
    const added: string[] = []
    const finished = new Set<string>()
    let open = false
    const unsettled = () => added.filter((id) => !finished.has(id))
    const finishFirst = (how: (id: string) => void) => {
      const [first] = unsettled()
      if (!first || !open) return
      finished.add(first)
      how(first)
    }
    const steps: Record<(typeof stepNames)[number], () => void> = {
      add() {
        added.push(`m${added.length}`)
        outbox.add(message(`m${added.length - 1}`), 0).catch(() => undefined)
      },
      connect() {
        if (open) return
        open = true
        sent.length = 0
        connect()
      },
      cut() {
        open = false
        cut()
        for (const [id, delivery] of shown) if (delivery === 'failed') finished.add(id)
      },
      arrive: () => finishFirst(arrives),
      refuse: () => finishFirst((id) => outbox.refused(id, refusal(id, 51))),
    }
    return { outbox, sent, steps, unsettled }
  }

  it('every command is settled, failed or still queued; the unsettled ones stay in order, and go out in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...stepNames), { maxLength: 60 }), async (history) => {
        const { outbox, sent, steps, unsettled } = modelled()
        for (const step of history) {
          steps[step]()
          await settle()
        }
        expect(outbox.commands().map(({ id }) => id)).toEqual(unsettled())
        const underWay = sent.filter(outbox.has)
        expect(underWay).toEqual(unsettled().slice(0, underWay.length))
      }),
      { numRuns: 150 },
    )
  })
})
