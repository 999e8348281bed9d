import { readFile } from 'node:fs/promises'
import { memorySessionStore } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import { launchBrowser } from '../../support/browsers/launch-browser.ts'
import { eventually } from '../../support/deadline.ts'
import { serveSite, type Route } from '../../support/serve-site.ts'
import type { RunningServer } from '../../support/start-server.ts'
import { servePages } from '../../integration/support/serve-pages.ts'
import { logSession } from '../../integration/support/session-log.ts'
import type { Figure } from './figures.ts'
import { since } from './line-times.ts'
import { watchFrames } from './watch-frames.ts'

export const replayedEvents = 100_000

export interface Replay {
  readonly figures: readonly Figure[]
  readonly largestFrameBytes: number
  /** Every index came, in order. */
  readonly complete: boolean
}

/** What the page has seen: `comeBack()` of `pageScript`. */
interface CameBack {
  readonly tookMs: number
  readonly complete: boolean
}

/** How long a page, in Chromium, takes to come back to a transcript of a hundred thousand events, while others talk. */
export async function measureReplay(transport: CometdTransportType): Promise<Replay> {
  const store = memorySessionStore()
  const { server, openPage } = await servePages(transport, { store, allowedOrigins: '*' })
  const page = await openChromium(server, transport)
  await page.evaluate('begin()')
  const { id, party } = await server.waitForSession()
  for (let n = 1; n < replayedEvents; n++) {
    const event = { type: 'EventMessage', party, at: Date.now(), content: { type: 'text', text: `text ${n}` } }
    await store.append(id, { json: JSON.stringify(event), isEnd: false })
  }
  await server.restart() // which knows of the session by its store alone

  const other = await (await openPage()).chat.startSession()
  const otherLog = logSession(other)
  const otherAgent = (await server.waitForSession()).join({ name: 'Grace' })
  await otherAgent.joined()

  const frames = watchFrames(server)
  const replay = page.evaluate<CameBack>('comeBack()')
  const onServer = await eventually(() => server.backend.sessions().find((session) => session.id === id))
  const ownAgent = onServer.join({ name: 'Alan' })
  const live = ownAgent.say('live')
  const otherMs = await since(Promise.all([otherAgent.say('meanwhile'), otherLog.waitForText('meanwhile')]))
  const { tookMs, complete } = await replay
  await live
  const liveMs = await since(page.result(`lastIndex() === ${replayedEvents + 2}`))
  return {
    figures: [
      { what: `replay of ${replayedEvents} events`, tookMs, targetMs: 2_000 },
      { what: 'what is said meanwhile, after the replay', tookMs: liveMs, targetMs: 200 },
      { what: "what is said meanwhile in another's session", tookMs: otherMs, targetMs: 1_000 },
    ],
    largestFrameBytes: frames.largestBytes,
    complete,
  }
}

async function openChromium({ url }: RunningServer, transport: CometdTransportType) {
  const bundle = new URL('../../../packages/browser/dist/chat-transport.js', import.meta.url)
  const routes: Readonly<Record<string, Route>> = {
    '/': {
      type: 'text/html',
      body: '<!doctype html><script src="chat-transport.js"></script><script src="page.js"></script>',
    },
    '/chat-transport.js': { type: 'text/javascript', body: await readFile(bundle) },
    '/page.js': { type: 'text/javascript', body: pageScript },
  }
  const site = await serveSite((path) => routes[path])
  const browser = await launchBrowser('chromium')
  return browser.open(`${site.origin}/?${new URLSearchParams({ url, transport })}`)
}

const pageScript = `
  const query = new URLSearchParams(location.search)
  const { createChat, cometdTransport } = ChatTransport
  const transport = cometdTransport({ url: query.get('url'), transports: [query.get('transport')] })
  const chat = createChat({ transport })
  let session
  window.begin = async () => (await chat.startSession()).detach()
  window.comeBack = async () => {
    const startedAt = performance.now()
    session = await chat.restoreSession()
    const tookMs = performance.now() - startedAt
    return { tookMs, complete: session.transcript.every(({ index }, place) => index === place + 1) }
  }
  window.lastIndex = () => session.transcript.at(-1).index
`
