import { once } from 'node:events'
import { createServer } from 'node:http'
import { createSseFront } from '@chat-transport/example-custom-transport/sse-front'
import { createChatServer } from '@chat-transport/server'
import { createAgentDesk } from './agent-desk.mjs'
import { createEventStream } from './event-stream.mjs'
import { openLine } from './line.mjs'

const ssePath = '/sse'

/**
 * The chat server, the line in front of it, and the desk where its sessions are answered. The server can be restarted with
 * nothing left in its memory, as after a crash; the line and the desk stay.
 */
export async function createChatHost({ host, port }) {
  const origins = new Set()
  const channel = createEventStream(() => [{ type: 'line', state: line.state }, ...desk.snapshot()])
  const desk = createAgentDesk((event) => channel.publish(event))
  const start = () => startServer({ host, allowedOrigins: (origin) => origins.has(origin), onSession: desk.take })

  let server = await start()
  const line = await openLine({ port, host, target: () => server.port })

  const origin = `http://${host}:${line.port}`
  return {
    origin,
    /** Where each way into the chat is, by its name. */
    urls: { cometd: `${origin}/cometd`, sse: origin + ssePath },
    channel,
    desk,
    /** Lets pages of this origin use the chat server. */
    allowOrigin: (origin) => void origins.add(origin),
    setLine(state) {
      line.set(state)
      channel.publish({ type: 'line', state, isNews: true })
    },
    async restart() {
      await server.stop()
      desk.forgetAll()
      server = await start()
      channel.publish({ type: 'restarted' })
    },
    async expire(sessionId) {
      const isKnown = await server.chat.backend.expire(sessionId)
      if (isKnown) channel.publish({ type: 'expired' })
      return isKnown
    },
    async close() {
      line.close()
      desk.forgetAll() // tells the pages, by the channel
      channel.close()
      await server.stop()
    },
  }
}

/** One back end behind two kinds of fronts: CometD's, and that of the custom transport. */
async function startServer({ host, allowedOrigins, onSession }) {
  const chat = createChatServer({ allowedOrigins })
  const serveSse = createSseFront(chat.backend, { allowedOrigins })
  const http = createServer((request, response) => {
    if (request.url === ssePath) serveSse(request, response)
    else response.writeHead(404).end()
  })
  chat.attach(http)
  chat.onSession(onSession)
  http.listen(0, host)
  await once(http, 'listening')
  return {
    chat,
    port: http.address().port,
    async stop() {
      http.close()
      await chat.close()
      http.closeAllConnections()
    },
  }
}
