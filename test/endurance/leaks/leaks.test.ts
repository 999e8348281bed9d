import { getEventListeners } from 'node:events'
import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { describe, expect, test } from 'vitest'
import { transports } from '../../integration/support/serve-pages.ts'
import { stoppableClock } from '../../integration/support/stoppable-clock.ts'
import { eventually } from '../../support/deadline.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'
import { bytesPerTurn, heapBytes } from '../support/heap.ts'
import { countResources } from '../support/resources.ts'

/** Turns of each kind; the heap is read five times on the way. */
const turns = 1_000
const turnsBetween = turns / 5

/** What tells a leak from noise: a session, an outage or a socket that is kept costs several thousand bytes. */
const tolerableBytes = 1_000

/** What a connected page waits for: silence, and an answer that is due. */
const mostTimers = 3

const timeout = 180_000
const deadlineMs = 30_000

/** A server and one page of it, with everything counted that either of them could leave behind. */
async function serveOnePage(transport: (typeof transports)[number]) {
  const { window, document } = installBrowserGlobals()
  const serverClock = stoppableClock()
  // Sessions that are over are forgotten at once, so that they do not count as growth.
  const server = await startServer({ clock: serverClock, sessionTimeoutMs: 50 })
  const line = await startFaultProxy(server.port)
  const clock = stoppableClock()
  const storage = memoryStorage()
  const url = `http://${line.host}:${line.port}/cometd`
  const chat = createChat({
    transport: cometdTransport({ url, transports: [transport], clock, retryDelayMs: () => 0 }),
    storage,
    clock,
  })
  const listeners = () =>
    ['online', 'offline', 'pageshow', 'pagehide'].reduce(
      (sum, name) => sum + getEventListeners(window, name).length,
      getEventListeners(document, 'visibilitychange').length,
    )
  return { chat, line, server, storage, serverClock, clock, listeners }
}

/** How many bytes of heap each turn costs for good. */
async function costOf({ backend }: RunningServer, turn: () => Promise<void>): Promise<number> {
  const sessions = backend.sessions().length
  const readings: number[] = []
  for (let count = 1; count <= turns; count++) {
    await turn()
    if (count % turnsBetween > 0) continue
    await eventually(() => backend.sessions().length === sessions, deadlineMs)
    readings.push(await heapBytes())
  }
  return bytesPerTurn(readings, turnsBetween)
}

describe.each(transports)('over %s', (transport) => {
  test(`${turns} chats started and left leave no timer, listener, socket or session behind`, { timeout }, async () => {
    const before = countResources()
    const { chat, line, server, storage, serverClock, clock, listeners } = await serveOnePage(transport)

    const bytes = await costOf(server, async () => {
      const session = await chat.startSession()
      await session.leave()
      await eventually(() => clock.pending + listeners() === 0, deadlineMs)
    })

    expect(await storage.keys()).toEqual([])
    expect(line.attempts).toBeGreaterThanOrEqual(transport === 'websocket' ? turns : 1)
    await eventually(() => server.backend.sessions().length === 0, deadlineMs)
    await eventually(() => serverClock.pending === 0, deadlineMs)
    // What long-polling's HTTP client keeps alive for its next request is no leak of ours: it ends with the line.
    if (transport === 'websocket') await eventually(() => line.connections === 0, deadlineMs)
    await Promise.all([line.close(), server.stop()])
    await eventually(
      () => countResources().sockets <= before.sockets && countResources().timers <= before.timers,
      deadlineMs,
    )
    console.log('BYTES', bytes)
    expect(bytes).toBeLessThan(tolerableBytes)
  })

  test(`${turns} outages of one chat leave nothing behind either`, { timeout }, async () => {
    const { chat, line, server, serverClock, clock, listeners } = await serveOnePage(transport)
    const session = await chat.startSession()
    let recoveries = 0
    session.onStatusChanged(({ current, previous }) => {
      if (current === 'connected' && previous !== 'connecting') recoveries += 1
    })
    const steadyListeners = listeners()

    const bytes = await costOf(server, async () => {
      const before = recoveries
      line.reset()
      await eventually(() => recoveries > before && session.status === 'connected', deadlineMs)
      await eventually(() => listeners() === steadyListeners && clock.pending <= mostTimers, deadlineMs)
    })

    expect(session.transcript).toHaveLength(1)
    await eventually(() => line.connections <= 2, deadlineMs)
    await session.leave()
    await eventually(() => clock.pending + listeners() === 0, deadlineMs)
    await eventually(() => server.backend.sessions().length === 0, deadlineMs)
    await eventually(() => serverClock.pending === 0, deadlineMs)
    console.log('BYTES', bytes)
    expect(bytes).toBeLessThan(tolerableBytes)
  })
})
