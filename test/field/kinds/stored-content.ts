import { expect } from 'vitest'
import type { Situation } from '../situation.ts'

/** Puts a queue into the storage beside the session that is there, as somebody would by hand. */
const plant = (commands: string) => `(() => {
  for (let index = 0; index < sessionStorage.length; index++) {
    const key = sessionStorage.key(index)
    if (!key.endsWith('session')) continue
    const { sessionId } = JSON.parse(sessionStorage.getItem(key)).value
    const queue = { savedAt: Date.now(), value: { sessionId, commands: ${commands} } }
    sessionStorage.setItem(key.replace(/session$/, 'outbox.by-hand'), JSON.stringify(queue))
    return true
  }
})()`

/** Another page of the site, or a neighbouring host, sets a cookie of each name that there is. */
const plantCookies = `(() => {
  for (const cookie of document.cookie.split('; ')) {
    document.cookie = cookie.split('=')[0] + '=planted; path=' + location.pathname
  }
})()`

const text = (id: string, words: string) =>
  `{ at: 1, after: 0, command: { type: 'SendMessage', id: '${id}', content: { type: 'text', text: ${words} } } }`

export const storedContent: readonly Situation[] = [
  {
    title: 'a queue that somebody wrote by hand does no harm, and what is right in it is sent',
    async play({ far, visit }) {
      const first = await visit()
      expect(await first.chat.begins()).toBe('started')
      const entries = [
        'null',
        text('not-a-text', '7'),
        `{ at: 1, after: -1, command: { type: 'LeaveSession', id: 'negative' } }`,
        `{ at: 1, after: 0, command: { type: 'StartSession', id: 'attach', secret: 's', pageId: 'p', take: true } }`,
        `{ at: 1, after: 0, command: { type: 'MakeCoffee', id: 'unknown' } }`,
        `JSON.parse('{ "at": 1, "after": 0, "__proto__": {}, "command": { "__proto__": { "type": "LeaveSession" } } }')`,
        text('good', `'in order'`),
        text('markup', `'<img src=x onerror=alert(1)>'`),
      ]
      expect(await first.page.evaluate(plant(`[${entries.join()}]`))).toBe(true)

      const second = await first.goOn()
      expect(await second.chat.begins()).toBe('restored')
      await far.hears('in order', '<img src=x onerror=alert(1)>')
      await second.chat.shows('in order (sent)', '<img src=x onerror=alert(1)> (sent)')
      expect((await second.warnings()).match(/storage holds what cannot be used/g)).toHaveLength(1)
      expect(await second.uncaught()).toBe('')
    },
  },
  {
    title: 'a session in a cookie is there after a reload; beside one that somebody planted it is not trusted',
    async play({ visit }) {
      const { page, chat, ...first } = await visit({ inCookie: true })
      expect(await chat.begins()).toBe('started')
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      expect(await first.warnings()).toBe('')

      await page.evaluate(plantCookies)
      await page.reload()
      expect(await chat.begins()).toBe('started')
      await chat.says('goes on in memory')
      await chat.shows('goes on in memory (sent)')
      expect(await first.warnings()).toContain('unable to trust the cookie chat-transport.')
      expect(await first.uncaught()).toBe('')
    },
  },
  {
    title: 'what two pages have queued is sent in order, also when the clock was set back between them',
    async play({ far, visit }) {
      const first = await visit()
      expect(await first.chat.begins()).toBe('started')
      await first.chat.says('sent')
      await first.chat.shows('sent (sent)')
      far.line.cut()
      await first.chat.says('one')
      await first.chat.says('two')

      const second = await first.goOn({ wallClockMs: -3_600_000, begins: 'at once' })
      await second.chat.begins()
      await second.chat.shows('one (queued)', 'two (queued)')
      await second.chat.says('three')
      await second.chat.says('four')
      const third = await second.goOn({ wallClockMs: -7_200_000 })
      far.line.restore()
      expect(await third.chat.begins()).toBe('restored')
      await far.hears('sent', 'one', 'two', 'three', 'four')
    },
  },
]
