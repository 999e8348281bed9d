import type { Agent } from '@chat-transport/backend'
import type { Dice } from '../support/dice.ts'
import type { Changes } from './changes.ts'
import type { Said } from './said.ts'
import type { Streams } from './streams.ts'
import type { Tally } from './tally.ts'
import type { Uploads } from './uploads.ts'
import type { OpenPage } from './visitor.ts'

export interface TalkOptions {
  readonly dice: Dice
  readonly tally: Tally
  readonly name: string
  readonly agent: Agent
  readonly agentSaid: Said
  readonly changes: Changes
  readonly streams: Streams
  readonly uploads: Uploads
}

/** What both sides do at one moment: some of everything. */
export function createTalk({ dice, tally, name, agent, agentSaid, changes, streams, uploads }: TalkOptions) {
  let messages = 0
  const some = (most: number, act: () => void) => {
    for (let count = dice.between(0, most); count > 0; count--) act()
  }
  const textOf = (who: string, about: string) => {
    tally.messages += 1
    return `${who} ${(messages += 1)}, ${about}`
  }

  return {
    byVisitor(open: OpenPage, about: string): void {
      some(3, () => open.say(textOf(name, about)))
      some(2, () => changes.byVisitor(open))
      if (dice.chance(0.3)) open.session.sendTyping()
    },
    byAgent(about: string): void {
      some(3, () => {
        const text = textOf(`agent to ${name}`, about)
        agentSaid.add({ name: text, inTurn: true }, agent.say(text))
      })
      some(2, () => changes.byAgent(agent, agentSaid))
      if (dice.chance(0.2)) streams.start(agent, agentSaid)
      if (dice.chance(0.1)) uploads.fromAgent(agent, agentSaid)
      if (dice.chance(0.3)) agent.typing()
    },
  }
}
