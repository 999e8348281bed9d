import { createServer, type Server } from 'node:http'
import type { Clock, Logger } from '@chat-transport/core'
import { createChatServer, type ChatServer } from '@chat-transport/server'
import { ReadinessCheck } from '../health/readiness.ts'
import { closeServer, createChatHttpServer } from '../http/http-server.ts'
import { listen } from '../http/listen.ts'
import { StartError } from '../http/start-error.ts'
import { reloadCertificate } from '../http/reload-certificate.ts'
import { statusRequests } from '../http/status-requests.ts'
import { readTlsFiles, type TlsPair } from '../http/tls-files.ts'
import { ChatMetrics } from '../metrics/chat-metrics.ts'
import type { CommandAdditions } from './command-additions.ts'
import type { Settings } from '../settings/settings.ts'
import type { OpenStore } from '../stores/store-kind.ts'
import { openStore } from '../stores/store-kinds.ts'
import { serveAgents } from './serve-agents.ts'
import { serverOptions } from './server-options.ts'
import { stopService } from './stop-service.ts'

export interface ServiceParts {
  readonly logger: Logger
  readonly clock: Clock
  readonly additions: CommandAdditions
}

export interface Service {
  /** Reads the certificate anew. `undefined`: the server has none. */
  readonly renewCertificate: (() => Promise<void>) | undefined
  /** Shuts down. Resolves with false when something had to be cut off. */
  stop(): Promise<boolean>
}

/** Starts the chat server and what belongs to it. Rejects with a `StartError`, after it has let go of everything. */
export async function startService(settings: Settings, parts: ServiceParts): Promise<Service> {
  const { dataFolder } = settings
  const { logger } = parts
  const tls = await readTlsFiles(settings.tls)
  const opened = await orStartError(() => openStore(settings.store, { dataFolder, logger }))
  const undo = [() => opened.close()]
  try {
    return await startWith({ settings, opened, tls, undo, ...parts })
  } catch (cause) {
    // What fails here has failed already: the first cause is what somebody has to mend.
    for (const step of undo.reverse()) await step().catch(() => undefined)
    throw cause
  }
}

interface StartParts extends ServiceParts {
  readonly settings: Settings
  readonly opened: OpenStore
  readonly tls: TlsPair | undefined
  /** What a start that fails has to undo, the last step first. */
  readonly undo: (() => Promise<void>)[]
}

async function startWith(parts: StartParts): Promise<Service> {
  const { settings, opened, tls, undo, logger, clock, additions } = parts
  const metrics = settings.metrics.enabled ? new ChatMetrics(clock) : undefined
  const chat = await createChat(parts, metrics)
  const added = additions.onServer?.(chat, logger)
  undo.push(async () => added?.close())

  const readiness = new ReadinessCheck({ store: opened.store, storeTimeoutMs: settings.store.timeoutMs, clock })
  const checkReadiness = () => readiness.check()
  const { host, port, keepAliveTimeoutMs } = settings
  const httpServer = createChatHttpServer({ tls, keepAliveTimeoutMs }, statusRequests({ checkReadiness }))
  chat.attach(httpServer)
  const agents = serveAgents(settings, { chat, httpServer, logger, metrics })
  undo.push(async () => agents?.close())
  const address = await listen(httpServer, { host, port, settings: { host: 'host', port: 'port' } })
  undo.push(() => closeServer(httpServer))

  const statusServer = metrics && createServer(statusRequests({ checkReadiness, metrics }))
  if (statusServer) await serveMetrics(statusServer, settings.metrics, logger)
  logger.info(`sessions in ${opened.place}`)
  logger.info(`chat at ${tls ? 'https' : 'http'}://${address}${settings.path}`)
  return {
    renewCertificate: tls && (() => reloadCertificate(httpServer, settings.tls, logger)),
    stop: () =>
      stopService({ settings, logger, clock, readiness, chat, agents, added, opened, httpServer, statusServer }),
  }
}

async function createChat(
  { settings, opened, undo, logger, additions }: StartParts,
  metrics: ChatMetrics | undefined,
): Promise<ChatServer> {
  const store = metrics?.measure(opened.store) ?? opened.store
  const options = serverOptions(settings, { store, logger, observer: metrics?.observer() })
  const chat = await orStartError(async () => createChatServer({ ...additions.options, ...options }))
  undo.push(() => chat.close())
  metrics?.watch(chat)
  metrics?.identify({ store: settings.store.type })
  return chat
}

async function serveMetrics(server: Server, { host, port }: Settings['metrics'], logger: Logger): Promise<void> {
  const at = await listen(server, { host, port, settings: { host: 'metrics.host', port: 'metrics.port' } })
  logger.info(`metrics at http://${at}/metrics`)
}

/** The stores and the server explain in one line what is wrong, and so does this. */
async function orStartError<Result>(start: () => Promise<Result>): Promise<Result> {
  try {
    return await start()
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}
