import { describe, expect, it } from 'vitest'
import { type CloseReason, type OpenLink } from '../../src/index.ts'
import { restore } from '../support/open-connection.ts'
import { runScripted } from '../support/run-scripted-line.ts'
import { type Dial } from '../support/scripted-link.ts'

describe('one line', () => {
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
})
