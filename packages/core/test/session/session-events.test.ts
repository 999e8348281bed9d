import { describe, expect, it } from 'vitest'
import { settle } from '../../../../test/support/fake-clock.ts'
import { openPage, recordEvents } from '../support/open-chat.ts'
import { message } from '../support/scripted-transport.ts'

describe('a change of the transcript', () => {
  it('is told once for all changes of a turn, after it, and again for those of the next', async () => {
    const page = openPage()
    const session = await page.start()
    await settle()
    const lengths: number[] = []
    session.onTranscriptChanged(({ transcript }) => lengths.push(transcript.length))
    page.farSide.says(message(1))
    page.farSide.says(message(2))
    expect(lengths).toEqual([])
    await settle()
    expect(lengths).toEqual([2])
    page.farSide.says(message(3))
    await settle()
    expect(lengths).toEqual([2, 3])
  })

  it('is told also when something else has changed after it in the same turn', async () => {
    const page = openPage()
    const session = await page.start()
    await settle()
    const lengths: number[] = []
    session.onTranscriptChanged(({ transcript }) => lengths.push(transcript.length))
    page.farSide.says(message(1))
    session.markRead(1)
    await settle()
    expect(lengths).toEqual([1])
  })
})

describe('dispatch', () => {
  it('begins one task after the first handler, and misses nothing before', async () => {
    const page = openPage()
    const session = await page.start({}, [message(1), message(2)])
    const seen: unknown[] = []
    session.onMessageReceived((event) => seen.push(event.index))
    session.onStatusChanged(({ current }) => seen.push(current))
    await settle()
    expect(seen).toEqual([])
    await page.clock.advance(0)
    expect(seen).toEqual([1, 2, 'connected'])
  })

  it('is not held up by a handler that is registered later', async () => {
    const page = openPage()
    const session = await page.start()
    const seen: number[] = []
    session.onMessageReceived(({ index }) => seen.push(index))
    await page.clock.advance(0)
    session.onTyping(() => undefined)
    page.farSide.says(message(1))
    expect(seen).toEqual([1])
  })

  it('keeps transcript and status current while it waits', async () => {
    const page = openPage()
    const session = await page.start({}, [message(1)])
    page.farSide.loses()
    expect([session.status, session.transcript.length]).toEqual(['reconnecting', 1])
  })

  it('tells onContinued after what was missed, also when all of it waited', async () => {
    const page = openPage()
    const session = await page.start()
    page.farSide.loses()
    page.farSide.reports('interrupted')
    page.farSide.open({ head: 1 }, [message(1)])
    const told = recordEvents(session)
    await page.clock.advance(0)
    expect(told.names.filter((name) => name !== 'statusChanged')).toEqual([
      'interrupted',
      'messageReceived',
      'continued',
    ])
  })

  it('keeps order when a handler causes the next event', async () => {
    const page = openPage()
    const session = await page.start()
    const seen: unknown[] = []
    session.onMessageReceived((event) => {
      if (event.index === 1) page.farSide.says(message(2))
      seen.push(`first ${event.index}`)
    })
    session.onMessageReceived((event) => seen.push(`second ${event.index}`))
    await page.clock.advance(0)
    page.farSide.says(message(1))
    expect(seen).toEqual(['first 1', 'second 1', 'first 2', 'second 2'])
  })

  it('goes on when a handler throws, and reports the throw', async () => {
    const page = openPage()
    const session = await page.start()
    const { of } = recordEvents(session)
    session.onMessageReceived(() => {
      throw new Error('handler')
    })
    const after: number[] = []
    session.onMessageReceived((event) => after.push(event.index))
    await page.clock.advance(0)
    page.farSide.says(message(1))
    page.farSide.says(message(2))
    expect([of('messageReceived').length, after]).toEqual([2, [1, 2]])
    expect(page.logger.lines.filter(({ level }) => level === 'error').length).toBe(2)
  })

  it('tells a handler nothing after it is removed', async () => {
    const page = openPage()
    const session = await page.start()
    const seen: number[] = []
    const remove = session.onMessageReceived((event) => {
      seen.push(event.index)
      remove()
    })
    await page.clock.advance(0)
    page.farSide.says(message(1))
    page.farSide.says(message(2))
    expect(seen).toEqual([1])
  })
})
