import type { Server } from 'node:http'
import { memorySessionStore } from '@chat-transport/backend'
import { createChatServer } from '@chat-transport/server'

const gigabyte = 1024 ** 3

/** The reference server. Its limits for floods, and for what one chat may keep, are out of the way, and nothing else is changed. */
export function serveChat(httpServer: Server): void {
  createChatServer({
    limits: {
      commandsPerSecond: 1_000_000,
      startsPerMinute: 10_000_000,
      maxSessionsPerAddress: 100_000,
      maxTranscriptEvents: 10_000_000,
      maxTranscriptBytes: gigabyte,
    },
    store: memorySessionStore({ maxTotalBytes: 8 * gigabyte }),
    maxConnections: 100_000,
    addressLimits: { unattachedSockets: 100_000, messagesPerSecond: 10_000_000 },
  }).attach(httpServer)
}
