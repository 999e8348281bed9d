import { createServer } from 'node:http'
import { memorySessionStore } from '@chat-transport/backend'
import { createChatServer } from '@chat-transport/server'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { peerOptions, servePeer } from './peer-process.ts'

/** A chat server in a process of its own, with a bot that answers each message by its text. */
const { valkeyUrl } = peerOptions()
const httpServer = createServer()
const server = createChatServer({
  limits: { commandsPerSecond: 1_000_000 },
  store: valkeyUrl === undefined ? memorySessionStore() : await valkeySessionStore({ url: valkeyUrl }),
}).attach(httpServer)
server.onSession((session) => {
  const bot = session.join({ id: 'bot', name: 'Bot', type: 'external' })
  session.onMessage(({ content }) => content.type === 'text' && bot.say(content.text))
})
await servePeer(httpServer)
