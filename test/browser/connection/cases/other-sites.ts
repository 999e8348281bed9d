import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { expect } from 'vitest'
import { serveSite, type Document, type Site } from '../../../support/serve-site.ts'
import type { BrowserPage } from '../../../support/browsers/browser-page.ts'
import type { ConnectionCase } from '../connection-case.ts'

export const otherSites: readonly ConnectionCase[] = [
  {
    title: 'a page of another origin than the server chats, and has its session back after a reload',
    async run(setup) {
      expect(new URL(setup.siteOrigin).host).not.toBe(new URL(setup.server.url).host)
      const visitor = await setup.visit()
      await visitor.says('Hello from the page')
      await (await setup.agent()).say('Hello from the agent')
      await visitor.hears('Hello from the page', 'Hello from the agent')

      await visitor.page.reload()
      const again = await setup.visitorIn(visitor.page)
      expect(again.began).toBe('restored')
      await again.hears('Hello from the page', 'Hello from the agent')
      await again.says('And on it goes')
      expect(setup.server.backend.sessions()).toHaveLength(1)
      expect(await again.sees('uncaught')).toEqual([])
    },
  },
  {
    title: 'with third-party cookies blocked, a chat runs and comes back all the same',
    async run(setup) {
      const counter = await startCookieCounter()
      const visitor = await setup.visit()
      await visitor.says('Without a cookie')
      await visitor.page.reload()
      const again = await setup.visitorIn(visitor.page)
      await again.hears('Without a cookie')

      expect(await keepsCookiesOf(again.page, counter)).toBe(false)
      await again.page.goTo(counter.origin)
      expect(await keepsCookiesOf(again.page, counter), 'a cookie of its own site is kept').toBe(true)
    },
  },
  {
    title: 'under a strict content security policy a chat runs, and nothing is tried that the policy forbids',
    async run(setup) {
      const visitor = await setup.visit({ policy: 'strict' })
      await visitor.says('By the rules')
      await (await setup.agent()).say('So I see')
      await visitor.hears('By the rules', 'So I see')
      await visitor.losesLine()
      await visitor.says('Again by the rules')
      expect(await visitor.sees('violations')).toEqual([])
      expect(await visitor.sees('uncaught')).toEqual([])
      await expectPolicyInForce(visitor.page)
    },
  },
]

async function expectPolicyInForce(page: BrowserPage): Promise<void> {
  await page.evaluate('void fetch("/elsewhere").catch(() => undefined)')
  await page.result('visitor.violations.length > 0')
}

/** On the chat server's site: gives out cookies of its own, and answers with those that have come back. */
function startCookieCounter(): Promise<Site> {
  const name = `counter-${randomUUID()}` // cookies know no ports: those of another test are not meant
  const cookies = [`${name}-modern=1; SameSite=None; Secure`, `${name}-plain=1`]
  const document = ({ headers: { cookie = '', origin } }: IncomingMessage): Document => ({
    type: 'text/html',
    body: cookie.includes(name) ? 'kept' : 'none',
    headers: {
      'Set-Cookie': cookies,
      'Access-Control-Allow-Credentials': 'true',
      ...(origin && { 'Access-Control-Allow-Origin': origin }),
    },
  })
  return serveSite(() => document, { host: '127.0.0.1' })
}

async function keepsCookiesOf(page: BrowserPage, { origin }: Site): Promise<boolean> {
  const ask = `fetch('${origin}/cookie', { credentials: 'include' }).then((response) => response.text())`
  return page.evaluate<boolean>(`${ask}.then(() => ${ask}).then((cookies) => cookies === 'kept')`)
}
