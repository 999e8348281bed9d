import { seeFirst } from '../../support/see-first.ts'
import { setTimeout as pass } from 'node:timers/promises'
import type { CometdTransportType } from '@chat-transport/cometd'
import type { ChatSession } from '@chat-transport/core'
import { servePages, type VisitorPage } from '../../integration/support/serve-pages.ts'
import type { Figure } from './figures.ts'

/** A round trip over this machine's own network, and the slowness of a busy one. */
const roundTripMs = 100

/** How long a page with the default options takes to notice that its line is dead, and to be back when it is well again. */
export async function measureLine(transport: CometdTransportType): Promise<Figure[]> {
  const { openPage } = await servePages(transport)

  async function takes(
    what: string,
    targetMs: number,
    act: (page: VisitorPage, session: ChatSession) => Promise<number>,
  ) {
    const page = await openPage()
    const session = await page.chat.startSession()
    return { what, targetMs, tookMs: await act(page, session) }
  }
  /** Tells of the outage's end as a browser does, if it is announced. */
  const recovery = (outageMs: number, { announced }: { announced: boolean }) => {
    const targetMs = (announced ? 1_000 : 0.6 * outageMs) + roundTripMs
    const how = `back after ${outageMs / 1000} s${announced ? ', announced' : ''}`
    return takes(how, targetMs, async ({ line, network }, session) => {
      const isContinued = told(session, 'onContinued')
      line.cut()
      await pass(outageMs)
      line.restore()
      if (announced) network.tell('online')
      return since(isContinued)
    })
  }

  return Promise.all([
    takes('half-open noticed, idle', 15_000 + roundTripMs, async ({ line }, session) => {
      line.blackHole()
      return since(lost(session))
    }),
    takes('half-open noticed, after a send', 5_000 + roundTripMs, async ({ line }, session) => {
      line.blackHole()
      session.sendMessage('Hello?').catch(() => undefined) // it stays queued when the page goes
      return since(lost(session))
    }),
    takes('half-open noticed, on waking', roundTripMs, async ({ line, sleep }, session) => {
      line.blackHole()
      const isLost = since(lost(session))
      sleep(60_000)
      return isLost
    }),
    recovery(4_000, { announced: true }),
    recovery(12_000, { announced: true }),
    recovery(4_000, { announced: false }),
    recovery(6_000, { announced: false }),
    recovery(12_000, { announced: false }),
  ])
}

/** How long a start takes where WebSocket is blocked. */
export async function measureFallback(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [how, targetMs] of [
    ['swallowed', 4_000],
    ['refused', 500],
  ] as const) {
    const { server, openPage } = await servePages(['websocket', 'long-polling'])
    seeFirst(server.httpServer, 'upgrade', (_request, socket) => {
      socket.on('error', () => socket.destroy())
      if (how === 'refused') socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
      return true
    })
    const page = await openPage()
    figures.push({ what: `start by fallback, upgrade ${how}`, targetMs, tookMs: await since(page.chat.startSession()) })
  }
  return figures
}

/** Milliseconds from now until `event` has happened. */
export async function since(event: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await event
  return performance.now() - startedAt
}

const told = (session: ChatSession, register: 'onContinued') => new Promise((resolve) => session[register](resolve))

const lost = (session: ChatSession) =>
  new Promise<void>((resolve) => {
    session.onStatusChanged(({ current }) => {
      if (current === 'reconnecting') resolve()
    })
  })
