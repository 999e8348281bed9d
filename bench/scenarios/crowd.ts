import { conversationFigures, converse } from './conversation.ts'
import type { Scenario } from './scenario.ts'

/** So many visitors, each of whom says something when what he said before has come back. */
export const crowd = (size: number): Scenario => ({
  name: `${size} visitors`,
  figures: conversationFigures,
  async run(stage) {
    const visitors = await Promise.all(Array.from({ length: stage.few(size) }, () => stage.visit()))
    return converse(stage, visitors, stage.few(50))
  },
})
