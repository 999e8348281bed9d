import { conversationFigures, converse } from './conversation.ts'
import type { Scenario } from './scenario.ts'

/** One visitor, who says something when what he said before has come back. */
export const oneAfterAnother: Scenario = {
  name: 'one after another',
  figures: conversationFigures,
  when: 'each round',
  run: async (stage) => converse(stage, [await stage.visit()]),
}
