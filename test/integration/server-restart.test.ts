import { describe, expect, test } from 'vitest'
import type { StartServerOptions } from '../support/start-server.ts'
import { memorySessionStore } from '@chat-transport/backend'
import { servePages, transports } from './support/serve-pages.ts'
import { logSession } from './support/session-log.ts'
import { textsOf } from './support/transcript-texts.ts'

describe.each(transports)('over %s', (transport) => {
  async function chatWithServer(options: StartServerOptions = {}) {
    const attaches: string[] = []
    const authenticate = ({ type }: { type: string }) => void attaches.push(type)
    const { server, openPage } = await servePages(transport, { ...options, authenticate })
    const { chat } = await openPage()
    const session = await chat.startSession()
    await session.sendMessage('before')
    return { server, chat, session, log: logSession(session), attaches }
  }

  test.each(['killed', 'properly'] as const)(
    'a server restarted (%s) with its memory gone ends the session with 152, and no new one appears',
    async (how) => {
      const { server, chat, session, log, attaches } = await chatWithServer()

      await server.restart(how)

      expect(await log.waitFor('sessionEnded')).toMatchObject({ reason: 'expired', cause: { code: 152 } })
      expect(log.errors.map(({ error }) => error.code)).toEqual([152])
      expect(session.status).toBe('ended')
      expect(attaches.filter((type) => type === 'StartSession')).toHaveLength(1)
      expect(server.backend.sessions()).toEqual([])
      expect(session.transcript.at(-1)).toMatchObject({ delivery: 'sent', command: { content: { text: 'before' } } })

      const fresh = await chat.startSession()
      expect(server.backend.sessions().map(({ id }) => id)).toEqual([fresh.id])
    },
  )

  test('a server that keeps its sessions in a store goes on with them after a restart', async () => {
    const { server, session, log } = await chatWithServer({ store: memorySessionStore() })
    await server.stop('killed')
    const sent = session.sendMessage('while it was down')

    await server.restart()

    await sent
    const onServer = await server.waitForSession()
    expect(onServer.id).toBe(session.id)
    expect(textsOf(await onServer.transcript())).toEqual(['before', 'while it was down'])
    expect(log.errors).toEqual([])
    expect(session.status).toBe('connected')
  })
})
