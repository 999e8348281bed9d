import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { filesOf } from '../packaging/support/documented-code.ts'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { serveSite } from '../support/serve-site.ts'
import { startServer } from '../support/start-server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const browser = shareChromium()

/** A page with the code of docs/embed.md, at a real server. */
async function openShop() {
  const site = await serveSite((path) =>
    path === '/' ? { type: 'text/html', body: html } : { type: 'text/javascript', body: script },
  )
  const server = await startServer({ allowedOrigins: [site.origin] })
  const script = await bundleOf(server.url)
  return { server, page: await openPage(browser(), site.origin) }
}

const html = `<!doctype html><title>Shop</title><h1>Shop</h1><chat-widget></chat-widget><script src="/page.js"></script>`

/** The listings, and what a site does with them. */
async function bundleOf(url: string): Promise<string> {
  const listings = filesOf('docs/embed.md')
  const contents = (name: string) => (listings.get(name) ?? '').replace('https://chat.example/cometd', url)
  const { outputFiles } = await build({
    stdin: {
      contents: `import { defineChatWidget } from '@chat-transport/widget'
        import { onConsent } from './chat'
        defineChatWidget()
        window.onConsent = onConsent`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
    conditions: ['production'],
    alias: Object.fromEntries(
      ['core', 'cometd', 'files', 'tabs', 'widget'].map((name) => [
        `@chat-transport/${name}`,
        join(root, 'packages', name, 'src', 'index.ts'),
      ]),
    ),
    plugins: [
      {
        name: 'listings',
        setup(builder) {
          builder.onResolve({ filter: /^\.\/(chat|consent-storage)$/ }, ({ path }) => ({
            path: `${path.slice(2)}.ts`,
            namespace: 'listing',
          }))
          builder.onLoad({ filter: /.*/, namespace: 'listing' }, ({ path }) => ({
            contents: contents(path),
            loader: 'ts',
            resolveDir: root,
          }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}

/** All places in which a page can leave something. */
const stored = (page: Page) =>
  page.evaluate(async () => ({
    local: Object.keys(localStorage).sort(),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
    databases: await indexedDB.databases(),
  }))

async function write(page: Page, text: string): Promise<void> {
  await page.evaluate(() => document.querySelector<HTMLElement & { open(): void }>('chat-widget')?.open())
  const field = await page.waitForSelector('chat-widget >>> textarea')
  await field?.type(text)
  await page.keyboard.press('Enter')
}

const said = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector('chat-widget')?.shadowRoot
    return [...(root?.querySelectorAll('.bubble') ?? [])].map((bubble) => bubble.textContent.trim())
  })

const nothing = { local: [], session: [], cookies: '', databases: [] }

test('before consent nothing is stored, and the chat works all the same', async () => {
  const { page, server } = await openShop()
  await write(page, 'Hello')
  await server.waitForMessage('Hello')
  await (await server.waitForAgent('Grace')).say('Hi!')
  await eventually(async () => (await said(page)).join() === 'Hello,Hi!')
  expect(await stored(page)).toEqual(nothing)
  await page.reload()
  await write(page, 'Me again')
  await eventually(() => server.backend.sessions().length === 2)
  expect(await said(page)).toEqual(['Me again'])
  expect(await stored(page)).toEqual(nothing)
})

test('with consent, the chat that is going on is kept', async () => {
  const { page, server } = await openShop()
  await write(page, 'Hello')
  await server.waitForMessage('Hello')
  await page.evaluate('onConsent()')
  await eventually(async () => (await stored(page)).local.some((key) => key.endsWith('session')))
  await page.reload()
  await write(page, 'Me again')
  await server.waitForMessage('Me again')
  await eventually(async () => (await said(page)).join() === 'Hello,Me again')
  expect(server.backend.sessions()).toHaveLength(1)
})
