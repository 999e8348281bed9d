import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pass } from 'node:timers/promises'
import type { BackendSession } from '@chat-transport/backend'
import { createChatServer } from '@chat-transport/server'
import { sqliteSessionStore } from '@chat-transport/store-sqlite'
import { dice } from '../../support/dice.ts'
import type { FromServer, ServerOptions, ToServer, Transcripts } from './server-messages.ts'

/**
 * The reference server on an SQLite file, in a process of its own, which is to be killed. In each session an agent keeps talking, and
 * tells the process that started this one what it is about to say, and what the server has acknowledged.
 */
const { port, file, seed, agents } = JSON.parse(process.argv[2] ?? '') as ServerOptions
const chances = dice(seed)
const tell = (message: FromServer) => process.send?.(message)

const store = await sqliteSessionStore({ file })
const httpServer = createServer()
const server = createChatServer({ store }).attach(httpServer)
let said = 0

async function talk(session: BackendSession): Promise<void> {
  const agent = session.join({ id: 'grace', name: 'Grace' })
  while (session.status === 'open') {
    await pass(chances.between(20, 2_000))
    const text = `answer ${seed}-${(said += 1)}`
    const about = { sessionId: session.id, text }
    tell({ type: 'saying', ...about })
    // What is not acknowledged, because a disk was slow, may have been said or not.
    await agent.say(text).then(
      () => tell({ type: 'said', ...about }),
      (error: unknown) => console.error(String(error)),
    )
  }
}

/** One after the other: all at once are more than the store reads in the time that it is given for one. */
async function sendTranscripts(): Promise<void> {
  const bySession: Record<string, Transcripts['bySession'][string]> = {}
  for (const session of server.backend.sessions()) bySession[session.id] = await session.transcript()
  tell({ type: 'transcripts', bySession })
}

async function stop(): Promise<void> {
  httpServer.close()
  await server.close()
  await store.close()
  process.exit()
}

if (agents === 'talk') server.onSession((session) => void talk(session))
process.once('disconnect', () => process.exit(1))
process.on('message', ({ type }: ToServer) => void (type === 'stop' ? stop() : sendTranscripts()))
httpServer.listen(port, '127.0.0.1')
await once(httpServer, 'listening')
tell({ type: 'listening' })
