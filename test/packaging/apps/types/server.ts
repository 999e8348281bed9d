// For Node, as an ES module and as CommonJS: see the tests.
import { createServer } from 'node:http'
import { createAgentApi } from '@chat-transport/agent-api'
import { createChatBackend, type SessionStore } from '@chat-transport/backend'
import { runServerConformance } from '@chat-transport/conformance/server'
import { runStoreConformance } from '@chat-transport/conformance/stores'
import { createChatServer } from '@chat-transport/server'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { runCommand } from 'chat-transport-server'

export async function serve(file: string): Promise<void> {
  const store: SessionStore = await sqliteSessionStore({ file })
  const chat = createChatServer({ store }).attach(createServer())
  chat.backend.onSession((session) => session.join({ name: 'Grace' }))
}

export const others = {
  createAgentApi,
  createChatBackend,
  runCommand,
  runServerConformance,
  runStoreConformance,
  valkeySessionStore,
}
