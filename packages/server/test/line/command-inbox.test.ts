import { describe, expect, test } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { CommandInbox } from '../../src/line/command-inbox.ts'

/** Someone who carries out one command whenever told to. */
function slowWorker() {
  const done: unknown[] = []
  const gates: (() => void)[] = []
  const carryOut = (command: unknown) =>
    new Promise<void>((resolve) => {
      gates.push(() => {
        done.push(command)
        resolve()
      })
    })
  const finishOne = async () => {
    gates.shift()?.()
    await settle()
  }
  return { done, carryOut, finishOne, started: () => done.length + gates.length }
}

describe('the inbox', () => {
  test('has one command carried out at a time, in order', async () => {
    const worker = slowWorker()
    const inbox = new CommandInbox(worker.carryOut)
    for (const command of ['a', 'b', 'c']) inbox.add(command)
    expect(worker.started()).toBe(1)
    await worker.finishOne()
    expect(worker.started()).toBe(2)
    await worker.finishOne()
    await worker.finishOne()
    expect(worker.done).toEqual(['a', 'b', 'c'])
    inbox.add('d')
    await worker.finishOne()
    expect(worker.done).toEqual(['a', 'b', 'c', 'd'])
  })

  test('lets a command follow at once when nobody has to wait for the one before', () => {
    const done: unknown[] = []
    const inbox = new CommandInbox((command) => void done.push(command))
    for (let count = 0; count < 100; count += 1) inbox.add(count)
    expect(done).toHaveLength(100)
    expect(inbox.room()).toBeUndefined()
  })

  test('has room until sixteen wait, and again when some are done', async () => {
    const worker = slowWorker()
    const inbox = new CommandInbox(worker.carryOut)
    for (let count = 0; count <= 16; count += 1) inbox.add(count)
    expect(inbox.room()).toBeUndefined()
    inbox.add('one more')
    let hasRoom = false
    void inbox.room()?.then(() => (hasRoom = true))
    await settle()
    expect(hasRoom).toBe(false)
    await worker.finishOne()
    expect(hasRoom).toBe(true)
  })

  test('has room until 64 kB wait, counted in UTF-8, and again when some are done', async () => {
    const worker = slowWorker()
    const inbox = new CommandInbox(worker.carryOut)
    const command = { text: '😀'.repeat(10_000) } // 40 kB
    inbox.add('first')
    inbox.add(command)
    expect(inbox.room()).toBeUndefined()
    inbox.add(command)
    const room = inbox.room()
    expect(room).toBeInstanceOf(Promise)
    await worker.finishOne()
    await room
    expect(inbox.room()).toBeUndefined()
    await worker.finishOne()
    expect(worker.done).toEqual(['first', command])
  })

  test('has no room beside a command that cannot be written as text, and hands it on as it came', async () => {
    const worker = slowWorker()
    const inbox = new CommandInbox(worker.carryOut)
    const nested: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))
    for (const command of ['first', nested]) inbox.add(command)
    expect(inbox.room()).toBeInstanceOf(Promise)
    for (let count = 0; count < 2; count += 1) await worker.finishOne()
    expect(worker.done[1]).toBe(nested)
  })

  test('takes only so much from who does not heed it', async () => {
    const worker = slowWorker()
    const inbox = new CommandInbox(worker.carryOut)
    let added = 0
    while (added < 10_000 && inbox.add(added) === 'added') added += 1
    expect(added).toBeGreaterThan(2 * 1_000) // a frame, and what was read with it
    expect(added).toBeLessThan(10_000)
    await worker.finishOne()
    expect(inbox.add('one more')).toBe('added')
  })

  test('that is closed forgets what waits, lets readers go, and takes nothing more', async () => {
    const worker = slowWorker()
    const inbox = new CommandInbox(worker.carryOut)
    for (let count = 0; count < 30; count += 1) inbox.add(count)
    const room = inbox.room()
    inbox.close()
    await room
    inbox.add('late')
    await worker.finishOne()
    expect(worker.done).toEqual([0])
    expect(worker.started()).toBe(1)
  })
})
