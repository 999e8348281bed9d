import { expect } from 'vitest'
import type { Situation } from '../situation.ts'

export const owners: readonly Situation[] = [
  {
    title: 'two chats of one page, for two servers, each keep their own session over a reload',
    async play({ far, startAnother, visit }) {
      const other = await startAnother()
      const to = [far, other]
      const first = await visit({ to })
      for (const widget of first.widgets) expect(await widget.begins()).toBe('started')
      await first.chat.says('for the first')
      await first.widgets[1]?.says('for the other')
      await far.hears('for the first')
      await other.hears('for the other')

      other.line.cut()
      await first.widgets[1]?.says('queued for the other')
      const second = await first.goOn({ to })
      expect(await second.chat.begins()).toBe('restored')
      other.line.restore()
      expect(await second.widgets[1]?.begins()).toBe('restored')
      await far.hears('for the first')
      await other.hears('for the other', 'queued for the other')
      expect([await second.warnings(), await second.uncaught()]).toEqual(['', ''])
    },
  },
  {
    title: 'two chats of one page, for one server, are warned of',
    async play({ far, visit }) {
      const { widgets, warnings } = await visit({ to: [far, far] })
      for (const widget of widgets) await widget.begins()
      expect(await warnings()).toContain('two chats of this page share sessionStorage chat-transport.')
    },
  },
  {
    title: 'the next visitor in a tab sees nothing of what the one before could not send, who finds it again',
    async play({ far, visit }) {
      const ann = await visit({ visitor: 'ann' })
      expect(await ann.chat.begins()).toBe('started')
      far.line.cut()
      await ann.chat.says('from Ann')
      far.line.restore()
      const bob = await ann.goOn({ visitor: 'bob' })
      expect(await bob.chat.begins()).toBe('started')
      await bob.chat.says('from Bob')
      await bob.chat.shows('from Bob (sent)')

      const again = await bob.goOn({ visitor: 'ann' })
      expect(await again.chat.begins()).toBe('restored')
      await again.chat.shows('from Ann (sent)')
    },
  },
]
