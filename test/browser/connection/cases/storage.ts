import { expect } from 'vitest'
import type { ConnectionCase } from '../connection-case.ts'

export const storage: readonly ConnectionCase[] = [
  {
    title: 'a duplicated tab, with a copy of the storage, takes the chat; the first lets go and does not steal it back',
    async run(setup) {
      const first = await setup.visit()
      await first.says('From the first')
      const copy = await first.page.openByClick('open(location.href)')
      const second = await setup.visitorIn(copy)
      expect(second.began).toBe('restored')
      await second.hears('From the first')
      await first.isTold('ended: taken-over')

      await second.losesLine()
      await second.says('From the second')
      await second.hears('From the first', 'From the second')
      expect(await first.sees('texts')).toEqual(['From the first'])
      expect(await first.sees('status')).toBe('ended')
      expect(setup.server.backend.sessions()).toHaveLength(1)
      await copy.close()
    },
  },
  {
    title: 'where storage is blocked, a chat runs and survives an outage, and says that a reload would lose it',
    async run(setup) {
      const visitor = await setup.visit({ policy: 'sandboxed' })
      const readStorage = '(() => { try { return typeof sessionStorage } catch (error) { return error.name } })()'
      expect(await visitor.page.evaluate(readStorage)).toBe('SecurityError')
      await visitor.says('Kept in memory')
      expect(await visitor.sees('session.persistent')).toBe(false)
      await visitor.losesLine()
      await visitor.says('Still here')
      await visitor.hears('Kept in memory', 'Still here')

      await visitor.page.reload()
      const again = await setup.visitorIn(visitor.page)
      expect(again.began).toBe('started')
      expect(await again.sees('uncaught')).toEqual([])
    },
  },
]
