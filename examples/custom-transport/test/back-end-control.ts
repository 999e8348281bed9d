import { createChatBackend, type Agent, type VisitorLine } from '@chat-transport/backend'
import type { BackEndControl } from '@chat-transport/conformance'

/** A chat back end as the conformance kit handles it, with one agent in each session that has something to say. */
export function createBackEndControl(): BackEndControl {
  const backend = createChatBackend()
  const agents = new Map<string, Agent>()
  const sessionOf = (sessionId: string) => {
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
