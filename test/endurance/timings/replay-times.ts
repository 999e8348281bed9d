import { memorySessionStore, type EventDraft } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import { memoryStorage } from '@chat-transport/core'
import { eventually } from '../../support/deadline.ts'
import type { RunningServer } from '../../support/start-server.ts'
import { servePages } from '../../integration/support/serve-pages.ts'
import { logSession } from '../../integration/support/session-log.ts'
import type { Figure } from './figures.ts'
import { since } from './line-times.ts'

export const replayedEvents = 100_000

export interface Replay {
  readonly figures: readonly Figure[]
  readonly largestFrameBytes: number
  /** Every index came, in order. */
  readonly complete: boolean
}

/** How long a page takes to come back to a transcript of a hundred thousand events, while others talk. */
export async function measureReplay(transport: CometdTransportType): Promise<Replay> {
  const store = memorySessionStore()
  const storage = memoryStorage()
  const { server, openPage } = await servePages(transport, { store })
  const earlier = await openPage({ storage })
  const { id, party } = await (await earlier.chat.startSession()).detach().then(() => server.waitForSession())
  for (let n = 1; n < replayedEvents; n++) {
    const event: EventDraft = {
      type: 'EventMessage',
      party,
      at: Date.now(),
      content: { type: 'text', text: `text ${n}` },
    }
    await store.append(id, undefined, event)
  }
  await server.restart() // which knows of the session by its store alone

  const other = await (await openPage()).chat.startSession()
  const otherLog = logSession(other)
  const otherAgent = (await server.waitForSession()).join({ name: 'Grace' })
  await otherAgent.joined()

  const frames = watchFrames(server)
  const page = await openPage({ storage })
  const restored = page.chat.restoreSession()
  const cpuBefore = process.cpuUsage()
  let replayMs = 0
  let cpuMs = 0
  const replay = since(restored).then((ms) => {
    const { user, system } = process.cpuUsage(cpuBefore)
    replayMs = ms
    cpuMs = (user + system) / 1000
  })
  const onServer = await eventually(() => server.backend.sessions().find((session) => session.id === id))
  const ownAgent = onServer.join({ name: 'Alan' })
  const live = ownAgent.say('live')
  const otherMs = await since(Promise.all([otherAgent.say('meanwhile'), otherLog.waitForText('meanwhile')]))
  await replay
  await live
  const session = await restored
  if (!session) throw new Error('there was nothing to restore')
  const liveMs = await since(eventually(() => session.transcript.at(-1)?.index === replayedEvents + 2))
  const indexes = session.transcript.map(({ index }) => index)
  return {
    figures: [
      { what: `replay of ${replayedEvents} events`, tookMs: replayMs, targetMs: 2_000, onQuietMachine: true },
      { what: 'the same, in CPU time of both sides', tookMs: cpuMs, targetMs: 2_000 },
      { what: 'what is said meanwhile, after the replay', tookMs: liveMs, targetMs: 200 },
      { what: "what is said meanwhile in another's session", tookMs: otherMs, targetMs: 1_000 },
    ],
    largestFrameBytes: frames.largestBytes,
    complete: indexes.every((index, place) => index === place + 1),
  }
}

/** Sees every frame the server writes: replies of long-polling, and what goes to WebSockets, in one piece each. */
function watchFrames({ httpServer }: RunningServer): { readonly largestBytes: number } {
  let largestBytes = 0
  const note = (size: number) => (largestBytes = Math.max(largestBytes, size))
  httpServer.prependListener('request', (_request, response) => {
    const end = response.end.bind(response) as (...values: unknown[]) => typeof response
    response.end = ((body: unknown, ...rest: unknown[]) => {
      if (typeof body === 'string' || body instanceof Uint8Array) note(Buffer.byteLength(body))
      return end(body, ...rest)
    }) as typeof response.end
  })
  httpServer.prependListener('upgrade', (_request, socket) => {
    const write = socket.write.bind(socket) as (...values: unknown[]) => boolean
    socket.write = ((bytes: string | Uint8Array, ...rest: unknown[]) => {
      note(Buffer.byteLength(bytes))
      return write(bytes, ...rest)
    }) as typeof socket.write
  })
  return {
    get largestBytes() {
      return largestBytes
    },
  }
}
