import type { Agent } from '@chat-transport/backend'
import type { ServerControl } from '@chat-transport/conformance/server'
import type { RunningServer } from '../../support/start-server.ts'

/** The control of the reference server, in its own process. `setOutage` is what its store listens to. */
export function referenceControl(running: RunningServer, setOutage: (isOut: boolean) => void): ServerControl {
  const agents = new Map<string, Agent>()
  const sessionOf = (sessionId: string) => {
    const session = running.backend.session(sessionId)
    if (!session) throw new Error(`the server has no session ${sessionId}`)
    return session
  }
  return {
    async say(sessionId, text) {
      const agent = agents.get(sessionId) ?? sessionOf(sessionId).join({ name: 'Grace' })
      agents.set(sessionId, agent)
      return (await agent.say(text)).index
    },
    end: (sessionId) => sessionOf(sessionId).end(),
    expire: (sessionId) => running.backend.expire(sessionId),
    outage: async (isOut) => setOutage(isOut),
    restart: () => running.restart(),
  }
}
