import type { Server } from 'node:http'
import { createChatServer } from '@chat-transport/server'

/** The reference server. Its limits for floods are out of the way, and nothing else is changed. */
export function serveChat(httpServer: Server): void {
  createChatServer({
    limits: { commandsPerSecond: 1_000_000, startsPerMinute: 10_000_000, maxSessionsPerAddress: 100_000 },
    maxConnections: 100_000,
    addressLimits: { unattachedSockets: 100_000, messagesPerSecond: 10_000_000 },
  }).attach(httpServer)
}
