import type { EventError } from '@chat-transport/core'
import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { utf8Bytes } from '../../src/json/utf8-bytes.ts'
import { party, startCursor } from '../support/start-cursor.ts'

const notice = (name: string): EventError => ({ type: 'EventError', error: { code: 100, description: name } })

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)

describe('a cursor', () => {
  it('delivers nothing before it is started', async () => {
    const { cursor, line, commit } = startCursor({ events: 2 })
    commit()
    cursor.pass(notice('early'))
    await settle()
    expect(line.received).toEqual([])
    cursor.start()
    await settle()
    expect(line.indexes).toEqual([1, 2, 3])
    expect(line.errors).toEqual([notice('early')])
  })

  it('begins after the position, and goes on with what is committed', async () => {
    const { cursor, line, commit } = startCursor({ events: 5, position: 3 })
    cursor.start()
    await settle()
    commit()
    commit()
    expect(line.indexes).toEqual([4, 5, 6, 7])
  })

  it('sends a long transcript in pages of a bounded size, in order and once', async () => {
    const { clock, cursor, line } = startCursor({ events: 5000, text: 'é'.repeat(100) })
    cursor.start()
    await clock.advance(100)
    expect(line.indexes).toEqual(range(1, 5000))
    expect(line.chunks.length).toBeGreaterThan(5)
    for (const chunk of line.chunks) expect(utf8Bytes(JSON.stringify(chunk))).toBeLessThan(72 * 1024)
  })

  it('takes what the store has before it is told of it, once', async () => {
    const { cursor, line, failures, write, commit } = startCursor({ events: 2 })
    const early = write()
    cursor.start()
    await settle()
    cursor.committed(early)
    commit()
    await settle()
    expect([line.indexes, failures]).toEqual([[1, 2, 3, 4], []])
  })

  it('sends an event larger than a chunk by itself', async () => {
    const { cursor, line, commit } = startCursor({ events: 1 })
    commit('y'.repeat(300_000))
    commit()
    cursor.start()
    await settle()
    expect(line.chunks.map((chunk) => chunk.length)).toEqual([1, 1, 1])
  })

  it('pays for the bytes of a replay, however few characters they are', async () => {
    const { clock, cursor, line } = startCursor({ events: 120, text: '漢'.repeat(10_000) })
    cursor.start()
    for (let turns = 0; turns < 50; turns++) await clock.advance(0)
    expect(line.indexes).toHaveLength(106)
    await clock.advance(60_000)
    expect(line.indexes).toHaveLength(120)
  })
})

describe('a line that is full', () => {
  it('is given nothing until it takes more, then everything', async () => {
    const { cursor, line, commit } = startCursor({ events: 1 })
    cursor.start()
    await settle()
    line.fill()
    commit('fills it')
    commit()
    commit()
    cursor.pass(notice('waits'))
    await settle()
    expect(line.indexes).toEqual([1, 2])
    await line.drain()
    expect(line.indexes).toEqual([1, 2, 3, 4])
    expect(line.errors).toEqual([notice('waits')])
  })

  it('is dropped when what it cannot take has no end', async () => {
    const { cursor, line, failures } = startCursor({ events: 1 })
    line.fill()
    cursor.start()
    await settle()
    for (let count = 0; count < 20_000 && failures.length === 0; count++) cursor.pass(notice(`error ${count}`))
    expect(failures).toEqual(['overflow'])
    await line.drain()
    expect(line.received).toHaveLength(1)
  })

  it('costs nothing more for typing and read marks, of which only the latest count', async () => {
    const { cursor, line, failures } = startCursor({ events: 1 })
    line.fill()
    cursor.start()
    await settle()
    for (let count = 1; count <= 5_000; count++) {
      cursor.pass({ type: 'EventTyping', party, isTyping: count % 2 === 0 })
      cursor.pass({ type: 'EventRead', party, upTo: count })
    }
    await line.drain()
    expect(failures).toEqual([])
    expect(line.received.slice(1)).toEqual([
      { type: 'EventTyping', party, isTyping: true },
      { type: 'EventRead', party, upTo: 5_000 },
    ])
  })

  it('is dropped when what it has not taken is no longer kept', async () => {
    const { cursor, line, failures, commit } = startCursor({ events: 1, keep: 3 })
    line.fill()
    cursor.start()
    await settle()
    for (let count = 0; count < 10; count++) commit()
    await line.drain()
    expect(failures).toEqual(['overflow'])
    expect(line.indexes).toEqual([1])
  })
})

describe('an event sent again', () => {
  it('is delivered when the line is past it, and not when it is still to come', async () => {
    const { cursor, line, commit } = startCursor({ events: 1 })
    const ahead = commit()
    cursor.repeat(ahead)
    cursor.start()
    await settle()
    expect(line.indexes).toEqual([1, 2])
    cursor.repeat(ahead)
    expect(line.indexes).toEqual([1, 2, 2])
  })
})

describe('a cursor that is over', () => {
  it('delivers nothing any more, also when it is closed in the middle of a read', async () => {
    const { cursor, line, failures, commit, readBy } = startCursor({ events: 3 })
    let finish = () => undefined as void
    readBy(() => new Promise((resolve) => (finish = resolve)))
    cursor.start()
    await settle()
    cursor.close()
    finish()
    commit()
    cursor.pass(notice('late'))
    await settle()
    expect([line.received, failures]).toEqual([[], []])
  })

  it('says so when the store fails', async () => {
    const { cursor, line, failures, readBy } = startCursor({ events: 3 })
    readBy(() => Promise.reject(new Error('out of reach')))
    cursor.start()
    await settle()
    expect([line.received, failures]).toEqual([[], ['unavailable']])
  })
})
