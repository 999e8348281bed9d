import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { outcomeOf } from '../support/open-chat.ts'
import { message, openOutbox, refusal } from '../support/open-outbox.ts'

describe('a poison command', () => {
  it('is sent alone after three lines, fails after two more, and the rest goes on', async () => {
    const { outbox, connect, cut, sent, shown } = openOutbox()
    const poison = outcomeOf(outbox.add(message('poison'), 0))
    void outbox.add(message('fine'), 0)
    await settle()
    for (let line = 1; line <= 3; line++) {
      connect()
      cut()
    }
    expect(sent).toEqual(['poison', 'fine', 'poison', 'fine', 'poison', 'fine'])
    sent.length = 0
    connect()
    cut()
    expect([sent, shown.get('poison')]).toEqual([['poison'], 'queued'])
    connect()
    cut()
    await settle()
    expect([sent, shown.get('poison')]).toEqual([['poison', 'poison'], 'failed'])
    expect((poison.value as Error).message).toContain('the server may have it')
    connect()
    expect([sent.at(-1), shown.get('fine')]).toEqual(['fine', 'sending'])
  })

  it('is cleared as soon as its event comes: the rest follows on the same line', async () => {
    const { outbox, connect, cut, arrives, sent } = openOutbox()
    void outbox.add(message('slow'), 0)
    void outbox.add(message('next'), 0)
    await settle()
    for (let line = 1; line <= 3; line++) {
      connect()
      cut()
    }
    connect()
    expect(sent.at(-1)).toBe('slow')
    arrives('slow')
    expect(sent.at(-1)).toBe('next')
  })

  it('stays suspected when a command behind it is answered', async () => {
    const { outbox, connect, cut, sent } = openOutbox()
    for (const id of ['poison', 'refused', 'fine']) outbox.add(message(id), 0).catch(() => undefined)
    await settle()
    for (let line = 1; line <= 3; line++) {
      connect()
      if (line === 2) outbox.refused('refused', refusal('refused', 51))
      cut()
    }
    sent.length = 0
    connect()
    expect(sent).toEqual(['poison'])
  })

  /** Four lines in a row that were lost with it unanswered: one more, and it fails. */
  async function almostFailed(perSecond: number) {
    const opened = openOutbox({ perSecond })
    opened.outbox.add(message('a'), 0).catch(() => undefined)
    await settle()
    for (let line = 1; line <= 4; line++) {
      opened.connect()
      opened.cut()
    }
    return opened
  }

  it('is not suspected any more after an answer, also one that decides nothing', async () => {
    const { outbox, connect, cut, shown } = await almostFailed(1000)
    connect()
    outbox.refused('a', refusal('a', 100))
    cut()
    expect(shown.get('a')).toBe('queued')
  })

  it('is not suspected any more after a line that was lost before it was sent', async () => {
    const { connect, cut, shown, sent } = await almostFailed(4)
    connect()
    expect(sent.length).toBe(4)
    cut()
    expect(shown.get('a')).toBe('queued')
  })
})
