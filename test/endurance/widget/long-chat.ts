import { readFile } from 'node:fs/promises'
import type { Agent } from '@chat-transport/backend'
import type { TextContent } from '@chat-transport/core'
import type { Page } from 'puppeteer-core'
import { launchChromium, openPage } from '../../support/browsers/chromium-page.ts'
import { eventually } from '../../support/deadline.ts'
import { serveSite } from '../../support/serve-site.ts'
import { startServer } from '../../support/start-server.ts'

const deadlineMs = 180_000
const standalone = new URL('../../../packages/widget/dist/standalone/', import.meta.url)

/** The widget on a page, as sites have it, in the middle of a long chat. */
export interface LongChat {
  readonly page: Page
  readonly agent: Agent
  /** How many messages are drawn. */
  drawn(): Promise<number>
  scroller(): Promise<{ readonly isAtEnd: boolean; readonly top: number }>
  /** Waits until the end of the transcript says this. */
  shows(text: string): Promise<void>
  slowDown(times: number): Promise<void>
}

export async function openLongChat(messages: number): Promise<LongChat> {
  const site = await serveSite((path) => {
    if (path === '/') return () => ({ type: 'text/html', body: pageOf(server.url) })
    return path.endsWith('.js')
      ? async () => ({ type: 'text/javascript', body: await readFile(new URL(`.${path}`, standalone)) })
      : undefined
  })
  const server = await startServer({ allowedOrigins: [site.origin] })
  // In its own size: of what is drawn beyond its screen, headless Chromium tells no times.
  const page = await openPage(await launchChromium(), site.origin)
  const inWidget = <Value>(expression: string) =>
    page.evaluate(`(({ shadowRoot: root }) => ${expression})(document.querySelector('chat-widget'))`) as Promise<Value>

  await eventually(() => inWidget(`root?.querySelector('.launcher') !== null`), deadlineMs)
  await inWidget(`root.querySelector('.launcher').click()`)
  await eventually(() => inWidget(`root.activeElement?.matches('textarea')`), deadlineMs)
  await page.keyboard.type('Hello')
  await page.keyboard.press('Enter')
  await server.waitForMessage('Hello')
  const agent = await server.waitForAgent('Grace')

  const chat: LongChat = {
    page,
    agent,
    drawn: () => inWidget(`root.querySelectorAll('.message').length`),
    scroller: () =>
      inWidget(`(({ scrollTop }) => ({ top: scrollTop, isAtEnd: scrollTop > -2 }))(root.querySelector('[role=log]'))`),
    shows: async (text) =>
      void (await eventually(
        () => inWidget(`[...root.querySelectorAll('.bubble')].at(-1)?.textContent.includes(${JSON.stringify(text)})`),
        deadlineMs,
      )),
    async slowDown(times) {
      const session = await page.createCDPSession()
      await session.send('Emulation.setCPUThrottlingRate', { rate: times })
    },
  }
  await page.keyboard.press('Escape') // Nothing of what comes is drawn: so it comes sooner.
  const agents = [agent, await server.waitForAgent('Alan')]
  const said: (Promise<unknown> | undefined)[] = []
  for (let at = 2; at < messages; at++) {
    said.push(agents[Math.floor(at / 3) % 2]?.send(contentOf(at))) // In turns: what one says in one go is a group.
    if (at % 500 === 0) await said.at(-1)
  }
  await Promise.all(said) // Of two that speak at the same time none has to wait for the other.
  await agent.say('That was all.')
  await page.keyboard.press('Enter') // The launcher has the focus.
  await chat.shows('That was all.')
  return chat
}

/** Short ones and long ones, every tenth with an address, every seventh formatted. */
function contentOf(at: number): TextContent {
  const text = `Message ${at}. ${'It is in blue, in green, and in a few other colours. '.repeat(at % 5)}`
  if (at % 10 === 0) return { type: 'text', text: `${text} See https://shop.example/${at}.` }
  return at % 7 === 0
    ? { type: 'text', format: 'markdown', text: `**${text.trim()}**\n\n- one\n- two` }
    : { type: 'text', text }
}

const pageOf = (url: string) => `<!doctype html><html lang="en"><title>Shop</title>
  <script type="module" src="/chat-widget.js"></script><body><h1>Shop</h1><chat-widget server="${url}"></chat-widget>`
