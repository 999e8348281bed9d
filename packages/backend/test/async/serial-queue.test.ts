import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { SerialQueue } from '../../src/async/serial-queue.ts'

describe('a serial queue', () => {
  it('begins a task when the one before it is done', async () => {
    const queue = new SerialQueue()
    const log: string[] = []
    let finish = () => undefined as void
    const first = queue.run(async () => {
      log.push('first begins')
      await new Promise<void>((resolve) => (finish = resolve))
      log.push('first ends')
      return 1
    })
    const second = queue.run(() => log.push('second'))
    await settle()
    expect([log, queue.size]).toEqual([['first begins'], 2])
    finish()
    expect(await first).toBe(1)
    await second
    expect(log).toEqual(['first begins', 'first ends', 'second'])
    await queue.idle()
    expect(queue.size).toBe(0)
  })

  it('tells a failure to whoever gave the task, and goes on', async () => {
    const queue = new SerialQueue()
    const failing = queue.run(() => {
      throw new Error('broken')
    })
    const next = queue.run(() => 'fine')
    await expect(failing).rejects.toThrow('broken')
    expect(await next).toBe('fine')
  })
})
