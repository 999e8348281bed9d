import { ChatRefusal } from '@chat-transport/backend'
import { expect } from 'vitest'
import { eventually } from '../../support/deadline.ts'
import type { Situation } from '../situation.ts'

const stored = 'Object.keys(sessionStorage)'
const knowsOfSignOut = `Object.values(localStorage).some((value) => value.includes('"over"'))`

/** Ann leaves the tab without a word to the chat, and the site's server lets nobody else into her session. */
const onlyStarts = () => ({ authenticate: ({ type }: { type: string }) => type === 'StartSession' })

/** Refuses the first message. */
const refuseFirst = () => {
  let refused = false
  return {
    decorators: [
      <Command extends { type: string }>(command: Command): Command => {
        if (command.type !== 'SendMessage' || refused) return command
        refused = true
        throw new ChatRefusal(51, 'no card numbers')
      },
    ],
  }
}

export const reloads: readonly Situation[] = [
  {
    title: 'a visitor who signs out leaves nothing to the next in the tab',
    over: ['websocket'],
    async play({ far, visit }) {
      const ann = await visit()
      expect(await ann.chat.begins()).toBe('started')
      far.line.cut()
      await ann.chat.says('from Ann')
      await ann.chat.shows('from Ann (queued)')
      await ann.chat.value('chat.signOut()')
      expect(await ann.page.evaluate(stored)).toEqual([])
      far.line.restore()
      const bob = await ann.goOn()
      expect(await bob.chat.begins()).toBe('started')
      await bob.chat.says('from Bob')
      await bob.chat.shows('from Bob (sent)')
    },
  },
  {
    title: 'a visitor who signs out in one tab leaves nothing to the next, though another tab had the chat',
    over: ['websocket'],
    async play({ visit }) {
      const ann = await visit({ sharedByTabs: true })
      expect(await ann.chat.begins()).toBe('started')
      const account = await visit({ sharedByTabs: true, begins: 'later' })
      await account.chat.value('chat.signOut()')
      await eventually(() => ann.page.evaluate(knowsOfSignOut)) // browsers take a moment to tell other tabs what is stored
      await ann.goOn({ begins: 'later' })
      expect(await account.chat.begins('restore')).toBe('nothing to restore')
    },
  },
  ...(['restore or start', 'at once'] as const).map((begins): Situation => ({
    title: `a visitor whom the server does not let into the stored session sees nothing of it: ${begins}`,
    over: ['websocket'],
    server: onlyStarts,
    async play({ far, visit }) {
      const ann = await visit()
      expect(await ann.chat.begins()).toBe('started')
      await ann.chat.says('from Ann')
      await ann.chat.shows('from Ann (sent)')
      far.line.cut()
      await ann.chat.says('not sent by Ann')
      await ann.chat.shows('from Ann (sent)', 'not sent by Ann (queued)')
      far.line.restore()
      const bob = await ann.goOn({ begins })
      if (begins === 'at once') {
        await bob.chat.begins()
        await bob.chat.until(`session.status === 'ended'`)
        await bob.chat.shows()
      } else expect(await bob.chat.begins()).toContain('failed: 101')
      expect(await bob.chat.begins('start')).toBe('started')
      await bob.chat.says('from Bob')
      await bob.chat.shows('from Bob (sent)')
    },
  })),
  {
    title: 'a message that was refused is there after a reload; sent again it is accepted once',
    over: ['websocket'],
    server: refuseFirst,
    async play({ far, visit }) {
      const { chat, page } = await visit()
      expect(await chat.begins()).toBe('started')
      await chat.says('refused first')
      await chat.shows('refused first (failed)')
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      await chat.shows('refused first (failed)')
      expect(await chat.value('session.transcript.at(-1).error?.code')).toBe(51)
      await chat.value('session.retry(session.transcript.at(-1).key).then(() => undefined)')
      await chat.shows('refused first (sent)')
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      await chat.shows('refused first (sent)')
      await far.hears('refused first')
    },
  },
  {
    title: 'a message that was refused and discarded is gone after a reload',
    over: ['websocket'],
    server: refuseFirst,
    async play({ visit }) {
      const { chat, page } = await visit()
      expect(await chat.begins()).toBe('started')
      await chat.says('refused first')
      await chat.shows('refused first (failed)')
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      await chat.shows('refused first (failed)')
      await chat.value('session.discard(session.transcript.at(-1).key)')
      await chat.shows()
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      await chat.says('next')
      await chat.shows('next (sent)')
    },
  },
  {
    title: 'what an agent said last can be read after a reload, until the page forgets it',
    over: ['websocket'],
    async play({ far, visit }) {
      const { chat, page } = await visit()
      expect(await chat.begins()).toBe('started')
      const agent = await far.server.waitForAgent()
      await agent.say('Goodbye')
      await (await far.server.waitForSession()).end()
      await chat.until(`session.status === 'ended'`)
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      expect(await chat.value('session.status')).toBe('ended')
      await chat.shows('Goodbye (received)')
      await chat.value('chat.forget()')
      expect(await page.evaluate(stored)).toEqual([])
      await page.reload()
      expect(await chat.begins()).toBe('started')
      await chat.shows()
    },
  },
  {
    title: 'what is said before the server could be reached, and a reload, arrives once',
    async play({ far, visit }) {
      far.line.cut()
      const { chat, page } = await visit({ begins: 'at once' })
      await chat.begins()
      await chat.says('one')
      await chat.shows('one (queued)')
      await page.reload()
      await chat.begins()
      await chat.says('two')
      await chat.shows('one (queued)', 'two (queued)')
      far.line.restore()
      await chat.shows('one (sent)', 'two (sent)')
      await far.hears('one', 'two')
    },
  },
  {
    title: 'a page view makes no chat that is to start with the first message',
    over: ['websocket'],
    async play({ far, visit }) {
      const { chat, page } = await visit({ begins: 'with the first message' })
      await chat.begins()
      await page.reload()
      await chat.begins()
      expect([far.line.attempts, far.server.backend.sessions().length]).toEqual([0, 0])
      await chat.says('first')
      await chat.shows('first (sent)')
      await page.reload()
      await chat.begins()
      await chat.shows('first (sent)')
      await far.hears('first')
    },
  },
  {
    title: 'what was read before a reload is read after it',
    over: ['websocket'],
    async play({ far, visit }) {
      const { chat, page } = await visit()
      expect(await chat.begins()).toBe('started')
      const agent = await far.server.waitForAgent()
      await agent.say('read')
      await agent.say('unread')
      await chat.until('session.unread === 2')
      await chat.value(`session.markRead(session.transcript.find(({ event }) => event.content?.text === 'read').index)`)
      await chat.until('session.unread === 1')
      await page.reload()
      expect(await chat.begins()).toBe('restored')
      await chat.shows('read (received)', 'unread (received)')
      await chat.until('session.unread === 1')
    },
  },
]
