import type { ChatSession, EventError } from '@chat-transport/core'
import type { Tally } from './tally.ts'

/** Watches what one page is told, and notes in the tally what it must never be told. */
export function watchSession(session: ChatSession, { tally, where, head, isExcused }: WatchOptions): void {
  let last: string | undefined
  let outage: 'none' | 'announced' | 'interrupted' = 'none'
  let lastIndex = 0
  let headAtLoss = 0
  let life: 'live' | 'over' = 'live'
  const wrongState = (what: string) => tally.wrong('wrong state', `${where}: ${what}`)
  const expectAlive = (what: string) => life === 'over' && wrongState(`${what} after the end`)

  session.onStatusChanged(({ current, previous, cause }) => {
    expectAlive(current)
    if (last !== undefined && last !== previous) wrongState(`${previous} → ${current}, but it was ${last}`)
    if (current === 'reconnecting') headAtLoss = head()
    if ((current === 'reconnecting' || current === 'interrupted') && !cause) wrongState(`${current} without a cause`)
    if (current === 'connected') expectCaughtUp()
    last = current
  })
  session.onInterrupted(({ current }) => {
    expectAlive('interrupted')
    if (outage !== 'announced') wrongState(`interrupted, but the outage was ${outage}`)
    if (current !== 'interrupted') wrongState(`interrupted as ${current}`)
    outage = 'interrupted'
    tally.interruptions += 1
  })
  session.onContinued(() => {
    expectAlive('continued')
    if (outage !== 'interrupted') wrongState(`continued, but the outage was ${outage}`)
    outage = 'none'
  })
  session.onError(({ error }) => {
    expectAlive(`error ${error.code}`)
    if (isExcused(error)) return
    if (error.code !== 150) wrongState(`error ${error.code}: ${error.description}`)
    else if (outage !== 'none') wrongState(`a second 150 in one outage`)
    else outage = 'announced'
  })
  session.onMessageReceived(({ index }) => {
    expectAlive(`message ${index}`)
    if (index === lastIndex) tally.wrong('doubled', `${where}: message ${index} was told twice`)
    if (index < lastIndex) tally.wrong('wrong order', `${where}: message ${index} was told after ${lastIndex}`)
    lastIndex = Math.max(lastIndex, index)
  })
  session.onSessionEnded(() => {
    expectAlive('ended')
    life = 'over'
  })

  /** The line was attached after it had been lost, so it knows of all that the server had by then. */
  function expectCaughtUp(): void {
    const known = Math.max(0, ...session.transcript.map(({ index = 0 }) => index))
    if (known < headAtLoss) wrongState(`connected with ${known} events, the server had ${headAtLoss} before`)
  }
}

export interface WatchOptions {
  readonly tally: Tally
  /** Names the page in what is noted. */
  readonly where: string
  /** The index of the newest event of the session that the server has and pages show: any but those of changes. */
  head(): number
  /** Whether there is a cause for an error of the server's. */
  isExcused(error: EventError['error']): boolean
}
