import { expect } from 'vitest'
import type { Beginning, Visit } from '../host/host.ts'
import type { Situation } from '../situation.ts'

const cannotPrerender = {
  because: 'it does not prerender',
  async proof({ visit }) {
    const { page } = await visit({ begins: 'later' })
    expect(await page.evaluate(`Boolean(HTMLScriptElement.supports?.('speculationrules'))`)).toBe(false)
  },
} satisfies NonNullable<Situation['limits']>['firefox']
const limits = { firefox: cannotPrerender, webkit: cannotPrerender }

const wasPrerendered = ({ page }: Visit) =>
  page.evaluate<boolean>(`performance.getEntriesByType('navigation')[0].activationStart > 0`)

/** A site that prerenders the page to which the visitor is likely to go on (gohugoio/hugo#14983). */
const prerendered = (begins: Beginning, became: string): Situation => ({
  title: `a page that is prerendered leaves the visible chat alone, and has it once it is shown: ${begins}`,
  over: ['websocket'],
  limits,
  async play({ far, visit }) {
    const visible = await visit()
    expect(await visible.chat.begins()).toBe('started')
    await visible.chat.says('before')
    await visible.chat.shows('before (sent)')
    const dials = far.line.attempts

    const goOn = await visible.prerender({ begins })
    await visible.chat.says('meanwhile')
    await visible.chat.shows('before (sent)', 'meanwhile (sent)')
    expect(await visible.chat.value('session.status')).toBe('connected')
    expect(far.line.attempts).toBe(dials)

    const next = await goOn()
    expect(await next.chat.begins()).toBe(became)
    expect(await wasPrerendered(next)).toBe(true)
    await next.chat.says('after')
    await next.chat.shows('before (sent)', 'meanwhile (sent)', 'after (sent)')
    await far.hears('before', 'meanwhile', 'after')
  },
})

export const unseenPages: readonly Situation[] = [
  prerendered('restore', 'restored'),
  prerendered('at once', 'opened at once'),
  {
    title: 'a page that is prerendered and starts a session leaves the visible one only when it is shown',
    over: ['websocket'],
    limits,
    async play({ far, visit }) {
      const visible = await visit()
      expect(await visible.chat.begins()).toBe('started')
      const goOn = await visible.prerender({ begins: 'start' })
      await visible.chat.says('meanwhile')
      await visible.chat.shows('meanwhile (sent)')
      expect(far.server.backend.sessions()).toHaveLength(1)

      const next = await goOn()
      expect(await next.chat.begins()).toBe('started')
      expect(await wasPrerendered(next)).toBe(true)
      await next.chat.says('in another session')
      await next.chat.shows('in another session (sent)')
    },
  },
  {
    title: 'a chat that began in a page that was prerendered survives a reload',
    over: ['websocket'],
    limits,
    async play({ far, visit }) {
      const before = await visit({ begins: 'later' })
      const goOn = await before.prerender()
      expect(far.line.attempts).toBe(0)
      const shown = await goOn()
      expect(await shown.chat.begins()).toBe('started')
      expect(await wasPrerendered(shown)).toBe(true)
      await shown.chat.says('before the reload')
      await far.hears('before the reload')
      await shown.page.reload()
      expect(await shown.chat.begins()).toBe('restored')
      await shown.chat.shows('before the reload (sent)')
    },
  },
  {
    title: 'a tab that opens in the background takes the chat when it comes to the front, and not before',
    over: ['websocket'],
    async play({ far, visit }) {
      const front = await visit({ sharedByTabs: true })
      expect(await front.chat.begins()).toBe('started')
      const blank = await visit({ begins: 'later' })
      await blank.page.hide()
      const background = await blank.goOn({ sharedByTabs: true })
      await front.chat.says('from the tab in front')
      await front.chat.shows('from the tab in front (sent)')
      expect(await background.chat.value('chat.report()')).toContain('session: none')
      expect(await front.chat.value('session.status')).toBe('connected')

      await background.page.show()
      expect(await background.chat.begins()).toBe('restored')
      await front.chat.until(`session.status === 'ended'`)
      await background.chat.says('from the other tab')
      await far.hears('from the tab in front', 'from the other tab')
    },
  },
]
