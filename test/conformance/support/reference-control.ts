import type { Agent } from '@chat-transport/backend'
import type { ServerControl } from '@chat-transport/conformance/server'
import type { RunningServer } from '../../support/start-server.ts'
import type { TokenLogin } from '../../support/token-login.ts'

export interface ReferenceParts {
  readonly login: TokenLogin
  /** What the store listens to. */
  readonly setOutage: (isOut: boolean) => void
}

/** The control of the reference server, in its own process. */
export function referenceControl(running: RunningServer, { login, setOutage }: ReferenceParts): ServerControl {
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
    token: async (user) => login.issue(user),
  }
}
