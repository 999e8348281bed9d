import { createSaid, type Said } from '../../soak/said.ts'
import type { FromServer } from './server-messages.ts'

/** What the agents of a server that is killed time and again say in each session. */
export interface AgentsSaid {
  hear(message: FromServer): void
  /** What was not acknowledged may have been said or not. */
  of(sessionId: string): Said
}

export function createAgentsSaid(): AgentsSaid {
  const bySession = new Map<string, Map<string, 'saying' | 'said'>>()

  return {
    hear(message) {
      if (message.type !== 'saying' && message.type !== 'said') return
      const texts = bySession.get(message.sessionId) ?? new Map<string, 'saying' | 'said'>()
      bySession.set(message.sessionId, texts.set(message.text, message.type))
    },
    of(sessionId) {
      const said = createSaid()
      for (const [name, state] of bySession.get(sessionId) ?? [])
        said.add({ name, inTurn: true, mayBeCut: state === 'saying' }, Promise.resolve())
      return said
    },
  }
}
