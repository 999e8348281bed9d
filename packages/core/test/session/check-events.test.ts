import { describe, expect, it } from 'vitest'
import type { ChatEvent } from '../../src/index.ts'
import { createEventCheck } from '../../src/session/check-events.ts'
import { attachedAnswer, eventOf, message } from '../support/scripted-transport.ts'

const attached = (first: number, head: number) =>
  attachedAnswer({ type: 'StartSession', id: 'i', secret: 's', pageId: 'p', take: true }, { first, head })

/** An intake, and what came through it. */
function openIntake(awaited: readonly string[] = []) {
  const taken: ChatEvent[] = []
  const unread: (string | undefined)[] = []
  const problems: { readonly description: string; readonly received: unknown }[] = []
  const progress = { position: 0, from: 1, first: 1 }
  const receive = createEventCheck({
    progress,
    accepted: ({ event }) => taken.push(event as ChatEvent),
    unread: ({ commandId }) => unread.push(commandId),
    invalid: (description, received) => problems.push({ description, received }),
    awaits: ({ commandId = '' }) => awaited.includes(commandId),
  })
  return { receive, progress, taken, problems, unread }
}

describe('the intake of events', () => {
  it('takes each transcript event once, as it is', () => {
    const { receive, progress, taken, problems } = openIntake()
    const [first, second] = [message(1), message(2)]
    for (const event of [first, second, first, second]) receive(event)
    expect([taken[0], taken[1], taken.length, progress.position, problems]).toEqual([first, second, 2, 2, []])
    expect(taken[0]).toBe(first)
  })

  it('lets events without an index pass, repeated or not', () => {
    const { receive, progress, taken } = openIntake()
    const error = { type: 'EventError', error: { code: 52, description: 'x' }, index: 99 }
    receive(error)
    receive(error)
    receive({ type: 'EventFromTheFuture' })
    expect([taken.length, progress.position]).toEqual([3, 0])
  })

  it('takes an unknown event with an index for a transcript event', () => {
    const { receive, progress, taken } = openIntake()
    const unknown = { type: 'EventFromTheFuture', index: 1, at: 5, payload: [] }
    receive(unknown)
    receive(unknown)
    expect([taken, progress.position]).toEqual([[unknown], 1])
  })

  it('gives up what is skipped, with one error that carries what came instead', () => {
    const { receive, progress, taken, problems } = openIntake()
    receive(message(1))
    const late = message(4)
    receive(late)
    expect(problems).toEqual([{ description: 'index: events 2 to 3 are missing', received: late }])
    expect([taken.length, progress.position]).toEqual([2, 4])
  })

  it('moves on past an event that does not validate', () => {
    const { receive, progress, taken, problems } = openIntake()
    const bad = { ...message(1), at: 'now' }
    receive(bad)
    receive(bad)
    receive(message(2))
    expect(problems).toEqual([{ description: 'at: expected a number, got string', received: bad }])
    expect([taken.length, progress.position]).toEqual([1, 2])
  })

  it.each([[null], [undefined], ['{"broken'], [7], [[]], [{}], [{ type: 7 }], [{ type: 'EventX', index: 'one' }]])(
    'survives %j',
    (garbage) => {
      const { receive, progress, taken, problems } = openIntake()
      receive(garbage)
      expect([taken, problems.length, progress.position]).toEqual([[], 1, 0])
      expect(problems[0]?.received).toBe(garbage)
    },
  )

  it.each([
    ['nothing was seen yet', 0, 0],
    ['something was', 2, 1],
  ])('goes on from what the server still keeps, with %s', (_, seen, errors) => {
    const { receive, progress, problems } = openIntake()
    for (let index = 1; index <= seen; index++) receive(message(index))
    receive(attached(10, 11))
    expect([progress.position, problems.length]).toEqual([9, errors])
    receive(message(10))
    expect([progress.position, problems.length]).toEqual([10, errors])
  })

  it('begins where the last events do, and keeps in mind where that is and what the server has', () => {
    const { receive, progress, problems, taken } = openIntake()
    receive({ ...attached(3, 11), from: 10 })
    expect(progress).toEqual({ position: 9, from: 10, first: 3 })
    receive(message(10))
    receive(attached(4, 11))
    expect(progress).toEqual({ position: 10, from: 10, first: 4 })
    expect([problems, taken.length]).toEqual([[], 3])
  })

  it('takes a repeat when it settles a command whose event was given up before', () => {
    const { receive, progress, taken } = openIntake(['c1'])
    receive(message(3))
    const settling = eventOf({ type: 'SendMessage', id: 'c1', content: { type: 'text', text: 'x' } }, 2)
    receive(settling)
    expect([taken.length, taken[1], progress.position]).toEqual([2, settling, 3])
  })

  it('names each transcript event that cannot be read, also one that had been given up, but no other', () => {
    const { receive, progress, unread, problems } = openIntake()
    receive({ ...message(2), at: 'now', commandId: 'c2' })
    receive({ ...message(1), at: 'now', commandId: 'c1' })
    receive({ type: 'EventError', error: null, commandId: 'c3' })
    receive({ type: 'EventMessage', index: 'one', commandId: 'c4' })
    expect(unread).toEqual(['c2', 'c1'])
    expect([problems.length, progress.position]).toEqual([3, 2])
  })
})
