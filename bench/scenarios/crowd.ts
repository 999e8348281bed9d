import { conversationFigures, converse } from './conversation.ts'
import type { Scenario } from './scenario.ts'

/** So many visitors, each of whom says something when what he said before has come back. */
export const crowd = (size: number): Scenario => ({
  name: `${size} visitors`,
  figures: conversationFigures,
  when: 'each round',
  run: async (stage) =>
    converse(stage, await Promise.all(Array.from({ length: stage.few(size) }, () => stage.visit()))),
})
