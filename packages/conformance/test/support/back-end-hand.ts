import { ChatRefusal, createChatBackend } from '@chat-transport/backend'
import type { Agent, CommandDecorator, VisitorLine } from '@chat-transport/backend'
import type { BackEndHand } from '@chat-transport/conformance'
import type { ChatCommand } from '@chat-transport/core'

export interface BackEndOptions {
  /** Types of command that the back end does not know. @default none */
  readonly refuses?: readonly ChatCommand['type'][]
}

/** A chat back end as the kit handles it, with one agent in each session that has something to say. */
export function backEndHand({ refuses = [] }: BackEndOptions = {}): BackEndHand {
  const unknown: CommandDecorator = (command) =>
    refuses.includes(command.type) ? new ChatRefusal(1, 'unknown chat command') : command
  const backend = createChatBackend({ decorators: [unknown] })
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
