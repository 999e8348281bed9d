import { expect } from 'vitest'
import type { Host, Visit } from '../host/host.ts'
import type { Situation } from '../situation.ts'

/** Something that the page does in one turn to begin, undo it, and begin again, as effects do in React's strict mode. */
const again = (title: string, script: string): Situation => ({
  title: `${title}, undone and done again in one turn, gives one session that works`,
  over: ['websocket'],
  async play({ far, visit }) {
    const { chat, ...page } = await visit({ begins: 'later' })
    await chat.value(`(async () => { const widget = widgets[0]; ${script} })()`)
    await chat.says('works')
    await chat.shows('works (sent)')
    await far.hears('works')
    await chat.until(`session.status === 'connected'`)
    expect([await page.warnings(), await page.uncaught()]).toEqual(['', ''])
  },
})

/** Another script empties the storage while the chat is live. What is queued and the session are there after a reload. */
const cleared = (title: string, clear: (visit: Visit, host: Host) => Promise<unknown>): Situation => ({
  title: `the storage is cleared ${title}: after a reload the session and what was queued are there`,
  over: ['websocket'],
  async play(host) {
    const { far, visit } = host
    const first = await visit()
    expect(await first.chat.begins()).toBe('started')
    await first.chat.says('sent')
    await first.chat.shows('sent (sent)')
    far.line.cut()
    await first.chat.until(`session.status !== 'connected'`)
    await first.chat.says('queued')
    await first.chat.shows('sent (sent)', 'queued (queued)')
    await clear(first, host)
    const second = await first.goOn()
    far.line.restore()
    expect(await second.chat.begins()).toBe('restored')
    await far.hears('sent', 'queued')
    await second.chat.shows('sent (sent)', 'queued (sent)')
  },
})

const clearedBy = async ({ page }: Visit, expression: string) => {
  await page.evaluate(expression)
  expect(await page.evaluate('sessionStorage.length')).toBe(0)
}

/** The page does something that ends its requests. The agent is heard all the same, well before the line could be missed. */
const requestsEnd = (title: string, script: string): Situation => ({
  title: `${title} does not make the chat deaf`,
  over: ['long-polling'],
  async play({ far, visit }) {
    const { chat, page } = await visit()
    expect(await chat.begins()).toBe('started')
    const agent = await far.server.waitForAgent()
    await agent.say('before')
    await chat.shows('before (received)')
    await page.evaluate(script)
    const at = Date.now()
    await agent.say('after')
    await chat.shows('before (received)', 'after (received)')
    expect(Date.now() - at).toBeLessThan(5_000)
  },
})

export const hostScripts: readonly Situation[] = [
  again(
    'a start',
    `const effect = new AbortController()
     const undone = chat.startSession({}, { signal: effect.signal }).catch((error) => error.name)
     effect.abort()
     widget.opened(await chat.startSession(), 'started')
     if (await undone !== 'AbortError') throw new Error('it was not undone')`,
  ),
  again(
    'a restore',
    `const effect = new AbortController()
     const undone = chat.restoreSession({ signal: effect.signal }).catch((error) => error.name)
     effect.abort()
     if (await chat.restoreSession() !== null) throw new Error('there is a session')
     widget.opened(await chat.startSession(), 'started')`,
  ),
  again(
    'an openSession',
    `void chat.openSession().detach()
     widget.opened(chat.openSession(), 'opened at once')`,
  ),
  again(
    'a start under another key while the first is being answered',
    `const effect = new AbortController()
     const undone = chat.startSession({ nickname: 'Ada' }, { signal: effect.signal }).catch((error) => error.name)
     await new Promise((resolve) => setTimeout(resolve))
     effect.abort()
     widget.opened(await chat.startSession({ nickname: 'Grace' }), 'started')`,
  ),
  cleared('by a script', (visit) => clearedBy(visit, 'sessionStorage.clear()')),
  cleared('by Clear-Site-Data', (visit) =>
    clearedBy(visit, `fetch('/clear-storage').then((response) => response.text())`),
  ),
  {
    title: 'a session and a queue that were cleared are written again when the line is back',
    over: ['websocket'],
    async play({ far, visit }) {
      const { chat, page } = await visit()
      expect(await chat.begins()).toBe('started')
      await page.evaluate('sessionStorage.clear()')
      far.line.reset()
      await chat.until(`session.status !== 'connected'`)
      await chat.until(`session.status === 'connected'`)
      await page.result('sessionStorage.length > 0')
    },
  },
  {
    title: 'a start that was not answered yet, with its queue, survives that the storage is cleared, and a reload',
    over: ['websocket'],
    async play({ far, visit }) {
      far.line.cut()
      const first = await visit({ begins: 'at once' })
      await first.chat.begins()
      await first.chat.says('queued')
      await first.chat.shows('queued (queued)')
      await clearedBy(first, 'sessionStorage.clear()')
      const second = await first.goOn({ begins: 'at once' })
      await second.chat.begins()
      far.line.restore()
      await far.hears('queued')
      await second.chat.shows('queued (sent)')
    },
  },
  {
    title: 'a chat whose storage was cleared before the agent ended it can be read after a reload',
    over: ['websocket'],
    async play({ far, visit }) {
      const { chat, page } = await visit()
      expect(await chat.begins()).toBe('started')
      const agent = await far.server.waitForAgent()
      await agent.say('Goodbye')
      await chat.shows('Goodbye (received)')
      await page.evaluate('sessionStorage.clear()')
      await (await far.server.waitForSession()).end()
      await chat.until(`session.status === 'ended'`)
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      await chat.shows('Goodbye (received)')
    },
  },
  requestsEnd('window.stop()', 'window.stop()'),
  requestsEnd('a download', `void (location.href = '/file')`),
  {
    title: 'where the policy of the page forbids WebSocket, the chat takes long-polling at once',
    over: ['websocket'],
    async play({ far, visit }) {
      const headers = { 'Content-Security-Policy': `connect-src http://localhost:* http://${far.line.host}:*` }
      const { chat } = await visit({ begins: 'later', transports: ['websocket', 'long-polling'], headers })
      const at = Date.now()
      expect(await chat.begins('start')).toBe('started')
      expect(Date.now() - at).toBeLessThan(3_000)
      await chat.says('over the other')
      await far.hears('over the other')
    },
  },
  {
    title: 'what the page says wrongly is refused before it is queued, and what comes too late needs no catch',
    over: ['websocket'],
    async play({ far, visit }) {
      const { chat, ...page } = await visit()
      expect(await chat.begins()).toBe('started')
      const errors = await chat.value(`Promise.all(
        ['', { type: 'text', text: 'a', format: 'html' }, { type: 'text' }, null].map((message) =>
          session.sendMessage(message).then(() => 'taken', (error) => error.name + ' ' + error.message)))`)
      expect(errors).toEqual([
        expect.stringMatching(/^\w+Error message.*text/),
        expect.stringMatching(/^\w+Error message.*format/),
        expect.stringMatching(/^\w+Error message.*text/),
        expect.stringMatching(/^\w+Error message/),
      ])
      await chat.shows()
      await (await far.server.waitForSession()).end()
      await chat.until(`session.status === 'ended'`)
      await chat.value(`(void session.sendMessage('too late'), void session.leave(), undefined)`)
      await chat.shows()
      expect(await page.uncaught()).toBe('')
    },
  },
]
