import { cometdTransport } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import type { ChatServerOptions } from '@chat-transport/server'
import { describe, expect, test } from 'vitest'
import { pageNetwork } from '../../integration/support/page-network.ts'
import { transports } from '../../integration/support/serve-pages.ts'
import { stoppableClock } from '../../integration/support/stoppable-clock.ts'
import { eventually } from '../../support/deadline.ts'
import { startFaultProxy } from '../../support/fault-proxy.ts'
import { fetchOverHttp } from '../../support/http-fetch.ts'
import { installBrowserGlobals } from '../../support/node-browser-globals.ts'
import { startServer, type RunningServer } from '../../support/start-server.ts'
import { countLiveObjects, type LiveObjects } from '../support/live-objects.ts'
import { countResources } from '../support/resources.ts'

/**
 * Turns of each kind; fewer with `LEAK_TURNS=100`. What is alive is counted after a fifth of them, by when caches
 * are filled, and at the end.
 */
const turns = Number(process.env.LEAK_TURNS ?? 1_000)
const warmUp = turns / 5

/**
 * A session, an outage or a socket that is kept is dozens of objects each time. Bytes say less, since the engine goes on
 * compiling for a while (in four thousand turns it takes 0.8 MB more, in one thousand 0.6 to 1.0), but more than objects do of
 * long texts and buffers.
 */
const tolerable = { objectsPerTurn: 0.1, functionsPerTurn: 0.1, bytes: 2_000_000 }

/** What a connected page waits for: silence, and an answer that is due. */
const mostTimers = 3
/** The session, the connection, its line and that line's silence. */
const mostListeners = 4

const timeout = 180_000
const deadlineMs = 30_000

/** A server and one page of it, with everything counted that either of them could leave behind. */
async function serveOnePage(transport: (typeof transports)[number], options: ChatServerOptions = {}) {
  installBrowserGlobals()
  fetchOverHttp()
  const serverClock = stoppableClock()
  const server = await startServer({ clock: serverClock, ...options })
  const line = await startFaultProxy(server.port)
  const clock = stoppableClock()
  const network = pageNetwork()
  const storage = memoryStorage()
  const url = `http://${line.host}:${line.port}/cometd`
  const chat = createChat({
    transport: cometdTransport({ url, transports: [transport], clock, network, retryDelayMs: () => 0 }),
    storage,
    clock,
    network,
  })
  return { chat, line, server, storage, serverClock, clock, network }
}

/** Takes the turns, and expects that what is alive does not grow with them. */
async function expectFlat({ backend }: RunningServer, turn: () => Promise<void>): Promise<void> {
  const sessions = backend.sessions().length
  const takeTurns = async (count: number) => {
    for (; count > 0; count--) await turn()
    await eventually(() => backend.sessions().length === sessions, deadlineMs)
  }
  await takeTurns(warmUp)
  const before = countLiveObjects()
  await takeTurns(turns - warmUp)
  const after = countLiveObjects()
  const growth = (kind: keyof LiveObjects) => after[kind] - before[kind]
  expect(growth('objects') / (turns - warmUp)).toBeLessThan(tolerable.objectsPerTurn)
  expect(growth('functions') / (turns - warmUp)).toBeLessThan(tolerable.functionsPerTurn)
  expect(growth('bytes')).toBeLessThan(tolerable.bytes)
}

describe.each(transports)('over %s', (transport) => {
  test(`${turns} chats started and left leave no timer, listener, socket or session behind`, { timeout }, async () => {
    const before = countResources()
    const { chat, line, server, storage, serverClock, clock, network } = await serveOnePage(transport, {
      keepEndedMs: 50, // sessions that are over are forgotten at once, and do not count as growth
    })

    await expectFlat(server, async () => {
      const session = await chat.startSession()
      await session.leave()
      await eventually(() => clock.pending + network.listeners === 0, deadlineMs)
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
  })

  test(`${turns} outages of one chat leave nothing behind either`, { timeout }, async () => {
    const { chat, line, server, serverClock, clock, network } = await serveOnePage(transport)
    const session = await chat.startSession()
    let recoveries = 0
    session.onStatusChanged(({ current, previous }) => {
      if (current === 'connected' && previous !== 'connecting') recoveries += 1
    })

    await expectFlat(server, async () => {
      const before = recoveries
      line.cut()
      await eventually(() => session.status !== 'connected', deadlineMs)
      line.restore()
      await eventually(() => recoveries > before && session.status === 'connected', deadlineMs)
      await eventually(() => network.listeners <= mostListeners && clock.pending <= mostTimers, deadlineMs)
    })

    expect(session.transcript).toHaveLength(1)
    await eventually(() => line.connections <= 2, deadlineMs)
    await session.leave()
    await eventually(() => clock.pending + network.listeners === 0, deadlineMs)
    await server.expireSession(session.id)
    await eventually(() => server.backend.sessions().length === 0, deadlineMs)
    await eventually(() => serverClock.pending === 0, deadlineMs)
  })
})
