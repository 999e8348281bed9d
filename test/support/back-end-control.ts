import type { Agent, BackendSession, ChatBackend, VisitorLine } from '@chat-transport/backend'
import type { BackEndControl } from '@chat-transport/conformance'

/** A chat back end under the kit's control, with one agent in each session in which something is said. */
export function backEndControl(backend: ChatBackend): BackEndControl {
  const agents = new Map<string, Agent>()
  const sessionOf = (sessionId: string): BackendSession => {
    const session = backend.session(sessionId)
    if (!session) throw new Error(`the back end has no session ${sessionId}`)
    return session
  }
  return {
    attach: (command, line, context) => backend.attach(command, line as VisitorLine, context),
    async say(sessionId, text) {
      const agent = agents.get(sessionId) ?? sessionOf(sessionId).join({ name: 'Grace' })
      agents.set(sessionId, agent)
      return (await agent.say(text)).index
    },
    async end(sessionId) {
      await sessionOf(sessionId).end()
    },
    async expire(sessionId) {
      agents.delete(sessionId)
      await backend.expire(sessionId)
    },
  }
}
