import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createAgentApi } from '@chat-transport/agent-api'
import { createSseFront } from '@chat-transport/example-custom-transport/sse-front'
import { createChatServer } from '@chat-transport/server'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { withAllowedHosts } from './allowed-hosts.mjs'
import { createBots } from './bots.mjs'
import { createEventStream } from './event-stream.mjs'
import { openLine } from './line.mjs'
import { createLogIn } from './log-in.mjs'

const ssePath = '/sse'
/** Only the line connects to the chat server, from this machine. */
const loopback = '127.0.0.1'
/** This much is enough for a demo, and a visitor cannot fill the memory with it. */
const limits = { maxSessions: 200, maxTranscriptBytes: 512 * 1024 }
/** The same for its disk. */
const fileLimits = { maxBytes: 5_000_000, maxFiles: 20, maxTotalBytes: 100_000_000 }

/**
 * The chat server with its bots, and the line in front of it. The server can be restarted, with what it keeps in `folder` or without;
 * the line stays.
 *
 * @param {{ host: string, port: number, folder: string, hosts: ReturnType<typeof import('./allowed-hosts.mjs').allowedHosts> }} options
 */
export async function createChatHost({ host, port, folder, hosts }) {
  let pagePort
  /** Pages that the page server has served, under any of its names. */
  const isPage = (origin) => {
    if (!URL.canParse(origin)) return false
    const { protocol, hostname, port } = new URL(origin)
    return protocol === 'http:' && hosts.isAllowed(hostname) && Number(port || 80) === pagePort
  }
  const channel = createEventStream(() => [{ type: 'line', state: line.state }])
  const bots = createBots()
  /** Whoever can open the page can be the agent. */
  const path = '/agent/v1'
  const agent = { name: 'console', token: randomBytes(32).toString('base64url') }
  const { tokenFor, authenticate } = createLogIn()
  const start = () => startServer({ folder, hosts, allowedOrigins: isPage, authenticate, onSession: bots.take })

  let server = await start()
  let pages
  let api
  /** Not by the line: the console goes on working while that is broken. */
  const serveAgents = () => {
    const { backend } = server.chat
    api = createAgentApi({ backend, path, tokens: [agent] }).attach(pages)
  }
  /** One restart after another: they may be asked for faster than they are done. */
  let restarted = Promise.resolve()
  const line = await openLine({ port, host, target: { host: loopback, port: () => server.port } })

  const originFor = (name) => `http://${name}:${line.port}`
  return {
    originFor,
    /** The URL of each way into the chat, for a page that was opened under this name of the machine. */
    urlsFor: (name) => ({ cometd: `${originFor(name)}/cometd`, sse: originFor(name) + ssePath }),
    channel,
    agentApi: { path, ...agent },
    /** Serves the API of agents beside the pages, also after a restart. */
    serveAgentsOn(httpServer) {
      pages = httpServer
      serveAgents()
    },
    /** What the demo's log-in gives to whoever says that this is their name. */
    tokenFor,
    /** Lets pages from this port use the chat server. */
    allowPagesFrom: (port) => void (pagePort = port),
    setLine(state) {
      line.set(state)
      channel.publish({ type: 'line', state, isNews: true })
    },
    /** @param {{ forgetful?: boolean }} options whether it forgets all chats, and their files */
    restart({ forgetful = false } = {}) {
      return (restarted = restarted.then(async () => {
        bots.forgetAll()
        await api.close()
        await server.stop()
        if (forgetful) await rm(folder, { recursive: true, force: true })
        server = await start()
        serveAgents()
        channel.publish({ type: 'restarted', forgetful })
      }))
    },
    async expire(sessionId) {
      const isKnown = await server.chat.backend.expire(sessionId)
      if (isKnown) channel.publish({ type: 'expired' })
      return isKnown
    },
    async close() {
      line.close()
      channel.close()
      await restarted
      await api?.close()
      await server.stop()
    },
  }
}

/** One back end on an SQLite file, behind two kinds of fronts: CometD's, and that of the custom transport. */
async function startServer({ folder, hosts, allowedOrigins, authenticate, onSession }) {
  await mkdir(folder, { recursive: true })
  const store = await sqliteSessionStore({ file: join(folder, 'chats.db'), maxTotalBytes: 100_000_000 })
  const files = { directory: join(folder, 'files'), ...fileLimits }
  const chat = createChatServer({ store, allowedOrigins, limits, authenticate, files, typingPreview: true })
  const serveSse = createSseFront(chat.backend, { allowedOrigins })
  const fronts = createServer((request, response) => {
    if (request.url === ssePath) serveSse(request, response)
    else response.writeHead(404).end()
  })
  chat.attach(fronts)
  chat.onSession(onSession)
  const http = withAllowedHosts(fronts, hosts)
  http.listen(0, loopback)
  await once(http, 'listening')
  return {
    chat,
    port: http.address().port,
    async stop() {
      http.close()
      await chat.close()
      http.closeAllConnections()
      await store.close()
    },
  }
}
