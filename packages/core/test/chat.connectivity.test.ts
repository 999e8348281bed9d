import { describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/fake-clock.ts'
import type { ConnectivityChange, PlannedRetry } from '../src/index.ts'
import { openPage, outcomeOf } from './support/open-chat.ts'
import { message } from './support/scripted-transport.ts'

describe('the line, told before there is a session', () => {
  it('is connecting until the first connected, then the live session’s, and each change is told once', async () => {
    const page = openPage()
    const changes: ConnectivityChange[] = []
    page.chat.onConnectivity((change) => changes.push(change))
    const session = await page.start()
    const cause = new Error('cut')
    page.farSide.loses(cause)
    page.farSide.open()
    await session.detach()
    await page.restore({}, [message(1)])
    expect(changes.map(({ previous, current }) => `${previous} → ${current}`)).toEqual([
      'connecting → connected',
      'connected → reconnecting',
      'reconnecting → connected',
      'connected → closed',
      'closed → connecting',
      'connecting → connected',
    ])
    expect(changes[1]?.cause).toBe(cause)
  })

  it('is connecting again while a start leaves the session before it, and closed when that is given up', async () => {
    const page = openPage()
    const changes: string[] = []
    await (await page.start()).detach()
    page.chat.onConnectivity(({ previous, current }) => changes.push(`${previous} → ${current}`))
    const abort = new AbortController()
    const starting = outcomeOf(page.chat.startSession({}, { signal: abort.signal }))
    await settle()
    abort.abort()
    await settle()
    expect([starting.state, changes]).toEqual(['rejected', ['closed → connecting', 'connecting → closed']])
  })

  it('tells each retry that is planned', async () => {
    const page = openPage()
    const retries: PlannedRetry[] = []
    const remove = page.chat.onRetry((retry) => retries.push(retry))
    void page.chat.startSession()
    await settle()
    const retry = { attempt: 1, at: 4000, cause: new Error('refused') }
    page.farSide.plans(retry)
    remove()
    page.farSide.plans(retry)
    expect(retries).toEqual([retry])
  })
})
