import type { Server } from 'node:http'
import type { AgentApi } from '@chat-transport/agent-api'
import type { Clock, Logger } from '@chat-transport/core'
import type { ChatServer } from '@chat-transport/server'
import type { ReadinessCheck } from '../health/readiness.ts'
import { closeServer } from '../http/http-server.ts'
import type { Settings } from '../settings/settings.ts'
import type { OpenStore } from '../stores/store-kind.ts'

/** All that runs. */
export interface RunningParts {
  readonly settings: Pick<Settings, 'drainDelayMs' | 'drainMs' | 'closeTimeoutMs'>
  readonly logger: Logger
  readonly clock: Clock
  readonly readiness: ReadinessCheck
  readonly chat: ChatServer
  readonly agents?: AgentApi | undefined
  /** What a program of somebody's own has added. */
  readonly added?: { close(): Promise<void> } | undefined
  readonly opened: OpenStore
  readonly httpServer: Server
  readonly statusServer: Server | undefined
}

/**
 * Shuts down: not ready any more, after a while lines end, commands under way finish, the store closes. Resolves with false when
 * that took too long or failed, and something is still open.
 */
export async function stopService({ settings, logger, clock, readiness, ...parts }: RunningParts): Promise<boolean> {
  const { drainDelayMs, drainMs, closeTimeoutMs } = settings
  readiness.drain()
  logger.info(`shutting down: not ready any more, lines end in ${drainDelayMs} ms, over ${drainMs} ms`)
  await new Promise<void>((resolve) => void clock.after(drainDelayMs, resolve))
  const end = await endWithin(drainMs + closeTimeoutMs, clock, async () => {
    // The next request of a page may come by a new connection then, which the balancer leads to another server.
    parts.httpServer.closeIdleConnections()
    await parts.chat.close({ overMs: drainMs })
    await parts.agents?.close()
    await parts.added?.close()
    await closeServer(parts.httpServer)
    await parts.opened.close()
    if (parts.statusServer) await closeServer(parts.statusServer)
  })
  if (end === 'closed') logger.info(end)
  else if (end === 'late') logger.error(`cut off, since not all has closed within ${closeTimeoutMs} ms. ${kept}`)
  else logger.error(`unable to close. ${kept}`, end.cause)
  return end === 'closed'
}

const kept = 'What was acknowledged is kept'

type End = 'closed' | 'late' | { readonly cause: unknown }

function endWithin(timeoutMs: number, clock: Clock, close: () => Promise<void>): Promise<End> {
  return new Promise((resolve) => {
    const stopTimer = clock.after(timeoutMs, () => resolve('late'))
    close()
      .then(
        () => resolve('closed'),
        (cause: unknown) => resolve({ cause }),
      )
      .finally(stopTimer)
  })
}
