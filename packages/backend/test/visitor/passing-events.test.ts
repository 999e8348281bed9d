import type { ChatEvent } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { coalescingKey, PassingEvents } from '../../src/visitor/passing-events.ts'

const party = (id: string) => ({ id, name: id, type: 'agent' }) as const
const error = (description: string): ChatEvent => ({ type: 'EventError', error: { code: 100, description } })
const json = (event: ChatEvent) => JSON.stringify(event)
const add = (waiting: PassingEvents, event: ChatEvent) => waiting.add(json(event), coalescingKey(event))

describe('events that wait', () => {
  it('are given back in order, as many as fit and one at least', () => {
    const waiting = new PassingEvents(10_000)
    for (const name of ['a', 'b', 'c']) add(waiting, error(name))
    const size = JSON.stringify(error('a')).length
    expect(waiting.shift(2 * size)).toEqual([json(error('a')), json(error('b'))])
    expect(waiting.shift(0)).toEqual([json(error('c'))])
    expect([waiting.size, waiting.shift(1000)]).toEqual([0, []])
  })

  it('are replaced by a newer one of the same kind and party, and by nothing else', () => {
    const waiting = new PassingEvents(10_000)
    const typing = (id: string, isTyping: boolean): ChatEvent => ({ type: 'EventTyping', party: party(id), isTyping })
    const read = (id: string, upTo: number): ChatEvent => ({ type: 'EventRead', party: party(id), upTo })
    for (const event of [typing('a', true), typing('b', true), read('a', 1), typing('a', false), read('a', 2)]) {
      add(waiting, event)
    }
    expect(waiting.shift(10_000)).toEqual([typing('b', true), typing('a', false), read('a', 2)].map(json))
  })

  it('have a bound in bytes, which those taken out no longer count for', () => {
    const size = JSON.stringify(error('x')).length
    const waiting = new PassingEvents(2 * size)
    expect(['x', 'y', 'z'].map((name) => add(waiting, error(name)))).toEqual([true, true, false])
    waiting.shift(size)
    expect(add(waiting, error('z'))).toBe(true)
  })
})
