import { silentLogger } from '@chat-transport/core'
import { describe, expect, test, vi } from 'vitest'
import { fakeClock, settle } from '../../../../test/support/fake-clock.ts'
import { ConfirmedDelivery } from '../../src/bus/delivery.ts'

const appended = (text: string) => `appended\n1\n\n${text}`

/** A delivery of which nothing is confirmed until the test says so. */
function unconfirmed() {
  const clock = fakeClock()
  const waiting: { readonly name: string; readonly settle: (failure?: Error) => void }[] = []
  const confirm = (name: string) =>
    new Promise<void>((resolve, reject) =>
      waiting.push({ name, settle: (failure) => (failure ? reject(failure) : resolve()) }),
    )
  const overflow = vi.fn((cause: unknown) => {
    expect(cause).toBeInstanceOf(Error)
    delivery.close()
  })
  const delivered: string[] = []
  const delivery = new ConfirmedDelivery({ confirm, overflow, clock, logger: silentLogger })
  const listener = { name: 'channel', deliver: (text: string) => void delivered.push(text) }
  return {
    clock,
    delivered,
    overflow,
    waiting,
    delivery,
    hear: (text: string) => delivery.heard(listener, text),
    async settles(failure?: Error) {
      waiting.shift()?.settle(failure)
      await settle()
    },
  }
}

describe('what is heard', () => {
  test('is delivered in its order, once all of it is confirmed; what comes meanwhile is asked for together', async () => {
    const { delivered, hear, settles, waiting } = unconfirmed()
    for (const text of ['a', 'b']) hear(appended(text))
    expect(waiting).toHaveLength(1)
    hear('told\nc')
    await settles()
    expect(delivered).toEqual([appended('a')])
    expect(waiting).toHaveLength(1)
    await settles()
    expect(delivered).toEqual([appended('a'), appended('b'), 'told\nc'])
    hear('told\nd')
    expect(delivered.at(-1)).toBe('told\nd')
    expect(waiting).toHaveLength(0)
  })

  test('is asked for until it is confirmed, at most every second', async () => {
    const { clock, delivered, hear, settles, waiting } = unconfirmed()
    hear(appended('a'))
    for (let attempt = 0; attempt < 10; attempt++) {
      await settles(new Error('no replica has it'))
      expect(waiting).toHaveLength(0)
      await clock.advance(1_000)
      expect(waiting).toHaveLength(1)
    }
    expect(delivered).toEqual([])
    await settles()
    expect(delivered).toEqual([appended('a')])
    expect(clock.pending).toBe(0)
  })

  test('waits up to 20,000 texts, those that are just asked for included', async () => {
    const { delivered, hear, overflow, settles } = unconfirmed()
    for (let count = 0; count < 20_000; count++) hear(appended(String(count)))
    expect(overflow).not.toHaveBeenCalled()
    hear(appended('one too many'))
    expect(overflow).toHaveBeenCalledTimes(1)
    hear(appended('after the end'))
    await settles()
    expect(delivered).toEqual([])
    expect(overflow).toHaveBeenCalledTimes(1)
  })

  test('waits up to 32 million characters, and has room again when they are delivered', async () => {
    const { delivered, hear, overflow, settles } = unconfirmed()
    const half = 'x'.repeat(16 * 1024 * 1024)
    hear(half)
    hear(half)
    expect(overflow).not.toHaveBeenCalled()
    await settles()
    await settles()
    expect(delivered).toHaveLength(2)
    hear(half)
    hear(half)
    expect(overflow).not.toHaveBeenCalled()
    hear('x')
    expect(overflow).toHaveBeenCalledTimes(1)
  })

  test('is not asked for any more when nobody wants it', async () => {
    const { clock, delivered, delivery, hear, settles, waiting } = unconfirmed()
    hear(appended('a'))
    await settles(new Error('no replica has it'))
    delivery.close()
    await settle()
    await clock.advance(10_000)
    expect([waiting.length, clock.pending, delivered.length]).toEqual([0, 0, 0])
  })
})
