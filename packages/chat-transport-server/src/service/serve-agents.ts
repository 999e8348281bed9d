import type { Server } from 'node:http'
import { createAgentApi, type AgentApi } from '@chat-transport/agent-api'
import type { Logger } from '@chat-transport/core'
import type { ChatServer } from '@chat-transport/server'
import { forwardedAddress } from '../http/forwarded-address.ts'
import type { ChatMetrics } from '../metrics/chat-metrics.ts'
import type { Settings } from '../settings/settings.ts'

interface AgentsHost {
  readonly chat: ChatServer
  readonly httpServer: Server
  readonly logger: Logger
  readonly metrics: ChatMetrics | undefined
}

/** Serves the API for agents, if anybody has a token for it. */
export function serveAgents(
  { agents, trustedProxies, closeTimeoutMs }: Settings,
  { chat, httpServer, logger, metrics }: AgentsHost,
): AgentApi | undefined {
  const { tokens, path, allowedOrigins } = agents
  if (!tokens || tokens.length === 0) return undefined
  logger.info(`agents at ${path}`)
  const api = createAgentApi({
    backend: chat.backend,
    tokens: tokens.map(namedToken),
    path,
    allowedOrigins,
    // Half is for the chat server, which closes before, and the rest for the store.
    closeTimeoutMs: Math.floor(closeTimeoutMs / 4),
    logger,
    ...(trustedProxies > 0 && { clientAddress: forwardedAddress(trustedProxies) }),
  })
  metrics?.watchAgents(api)
  return api.attach(httpServer)
}

function namedToken(pair: string) {
  const end = pair.indexOf('=')
  return { name: pair.slice(0, end), token: pair.slice(end + 1) }
}
