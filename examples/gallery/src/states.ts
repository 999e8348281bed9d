import type { Stage, StageOptions } from './stage.ts'
import { beforeChat } from './states/before-chat.ts'
import { contents } from './states/contents.ts'
import { conversations } from './states/conversations.ts'
import { endings } from './states/endings.ts'
import { lines } from './states/lines.ts'
import { messages } from './states/messages.ts'

/** One thing that a visitor can see. */
export interface State {
  /** What there is to see. */
  readonly title: string
  readonly options?: StageOptions
  /** Puts it on. */
  show(stage: Stage): Promise<void>
}

/** Every state of the widget, by its name in the address. */
export const states: Readonly<Record<string, State>> = {
  ...beforeChat,
  ...conversations,
  ...contents,
  ...messages,
  ...lines,
  ...endings,
}
