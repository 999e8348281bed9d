import type { State } from '../states.ts'
import { beginChat } from './conversation.ts'

const impatient = { interruptionTimeoutMs: 50, retryDelayMs: () => 15_000 }

export const lines: Readonly<Record<string, State>> = {
  interrupted: {
    title: 'The line is down, and what is written waits',
    options: { transport: impatient },
    async show(stage) {
      await beginChat(stage)
      stage.far.dropLine()
      await stage.write('Can you hear me?')
      await stage.settle(300)
    },
  },
  continued: {
    title: 'The line is back',
    options: { transport: { interruptionTimeoutMs: 50, retryDelayMs: () => 100 } },
    async show(stage) {
      await beginChat(stage)
      stage.far.dropLine()
      await stage.settle(300)
      stage.far.restoreLine()
      await stage.settle(300)
    },
  },
  unreachable: {
    title: 'No line yet, after some attempts',
    options: { transport: { retryDelayMs: ({ attempt }) => (attempt < 3 ? 10 : 15_000) } },
    async show({ widget, far, write, settle }) {
      far.dropLine()
      widget.open()
      await write('Hello?')
      await settle(300)
    },
  },
  restoring: {
    title: 'After a reload, before there is a line',
    options: { transport: impatient },
    async show(stage) {
      await beginChat(stage)
      stage.far.dropLine()
      await stage.reload()
      stage.widget.open()
      await stage.settle(300)
    },
  },
}
