import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { memorySessionStore, wrapStore, type ChatBackend, type SessionStore } from '@chat-transport/backend'
import type { ServerControl } from '@chat-transport/conformance/server'
import { createChatServer } from '@chat-transport/server'
import { tokenLogin } from '../../support/token-login.ts'
import { startBayeuxProxy } from './bayeux-proxy.ts'
import { faultyBackend, type BrokenServer } from './broken-server.ts'

/** Starts a server with its fault, and its control. What it keeps outlives its restarts. */
export async function startBrokenServer({
  backend: fault = () => ({}),
  store: storeFault,
  hasLogin,
  bayeux,
  options,
}: BrokenServer) {
  let isOut = false
  const { issue, authenticate } = tokenLogin()
  const made = fault()
  const store = createStore(storeFault, () => isOut)
  let running = await start(0)
  const own = `http://127.0.0.1:${running.port}/cometd`
  const proxy = bayeux && (await startBayeuxProxy(own, bayeux))

  async function start(wantedPort: number) {
    const { backend, real } = faultyBackend(made, { store: store.faulty, authenticate })
    const httpServer = createServer()
    const server = createChatServer({ heartbeatMs: 400, ...options, backend }).attach(httpServer)
    httpServer.listen(wantedPort, '127.0.0.1')
    await once(httpServer, 'listening')
    return { httpServer, server, real, port: (httpServer.address() as AddressInfo).port }
  }
  async function stop(): Promise<void> {
    const { httpServer, server, real } = running
    const closed = once(httpServer, 'close')
    httpServer.close()
    await server.close()
    await real.close()
    httpServer.closeAllConnections()
    await closed
  }
  const control: ServerControl = {
    ...controlOf(() => running.real),
    ...(hasLogin && { token: async (user) => issue(user) }),
    ...(storeFault && {
      outage: async (value) => void (isOut = value),
      async restart() {
        await stop()
        await store.restarted?.()
        made.restarted?.()
        running = await start(running.port)
      },
    }),
  }
  return {
    url: proxy?.url ?? own,
    control,
    async close() {
      proxy?.close()
      await stop()
    },
  }
}

function createStore(fault: BrokenServer['store'], isOut: () => boolean) {
  const another = () => withOutages(memorySessionStore(), isOut)
  const real = another()
  const { restarted, ...changed } = fault?.(real, another) ?? {}
  return { faulty: { ...real, ...changed } satisfies SessionStore, restarted }
}

/** The store, which rejects every call while it is out. */
function withOutages(store: SessionStore, isOut: () => boolean): SessionStore {
  return wrapStore(store, async (_call, run) => {
    if (isOut()) throw new Error('the store is out of reach')
    return run()
  })
}

function controlOf(backend: () => ChatBackend): ServerControl {
  return {
    async say(sessionId, text) {
      const agent = backend().session(sessionId)?.join({ name: 'Grace', id: 'grace' })
      return (await agent?.say(text))?.index
    },
    end: async (sessionId) => backend().session(sessionId)?.end(),
    expire: (sessionId) => backend().expire(sessionId),
  }
}
