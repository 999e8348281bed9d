import { describe, expect, it } from 'vitest'
import { runScripted } from '../support/run-scripted-line.ts'

describe('a line that is slow', () => {
  it('may take as long as it likes to be answered while pieces of the answer come', async () => {
    const { clock, link, end } = await runScripted()
    for (let piece = 0; piece < 10; piece++) {
      await clock.advance(9_999)
      link.dial.part()
    }
    link.dial.answer()
    expect(await end()).toBeUndefined()
  })

  it('is not taken for one by heartbeats: an answer has to come', async () => {
    const { clock, link, end } = await runScripted()
    await clock.advance(9_000)
    link.dial.beat()
    await clock.advance(1_000)
    expect(await end()).toMatchObject({ type: 'lost', by: 'deadline' })
  })

  it('may take as long as it likes to open once it is answered, while events come', async () => {
    const { clock, link, listener, end } = await runScripted({ script: { opensWhenTold: true } })
    link.dial.answer({ head: 10 })
    for (let index = 1; index <= 10; index++) {
      await clock.advance(9_999)
      link.dial.message(index)
    }
    expect(await end()).toBeUndefined()
    expect(listener.indices).toHaveLength(10)
  })

  it('may take as long as it likes to catch up while pieces come, and skips nothing', async () => {
    const { clock, link, listener, end, isOpen } = await runScripted({ missing: { index: 1 } })
    link.dial.answer({ head: 1 })
    for (let piece = 0; piece < 20; piece++) {
      await clock.advance(4_000)
      link.dial.part()
    }
    expect([await end(), isOpen()]).toEqual([undefined, false])
    link.dial.message(1)
    expect([listener.indices, isOpen()]).toEqual([[1], true])
  })

  it('has more time to open after lines that were too slow', async () => {
    const { clock, link, end } = await runScripted({ patience: 4, script: { opensWhenTold: true } })
    link.dial.answer({ head: 1 })
    await clock.advance(59_999)
    expect(await end()).toBeUndefined()
    await clock.advance(1)
    expect(await end()).toMatchObject({ type: 'lost', by: 'deadline' })
  })
})
