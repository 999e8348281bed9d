import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Page } from 'puppeteer-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { freePort } from '../support/free-port.ts'
import { says, shows } from './support/chat-page.ts'
import { codeBlocksOf } from './support/documents.ts'
import { shareOutsideProject } from './support/outside-project.ts'

const blocks = codeBlocksOf('docs/getting-started.md')
const vite = 'node_modules/vite/bin/vite.js'

describe('what the guide for newcomers makes, from tarballs in a fresh project', () => {
  const project = shareOutsideProject({
    app: 'getting-started',
    packages: ['core', 'cometd', 'tabs', 'files', 'widget', 'backend', 'server', 'store-sqlite'],
    dependencies: { vite: '8' },
  })
  const chromium = shareChromium()

  test('chats with its bot by the widget, and goes on when the server has been stopped and started', async () => {
    const { server, page } = await followed(0)
    await page.locator('chat-widget >>> .launcher').click()
    await writes(page, 'Hello')
    await sees(page, 'You said: Hello')

    await server.stop()
    await writes(page, 'Into the cut')
    await page.reload()
    await sees(page, 'Into the cut')
    await server.start()
    await sees(page, 'You said: Into the cut')
    expect((await bubbles(page)).filter((text) => text === 'Into the cut')).toHaveLength(1)
  })

  test('logs the origin that it refuses, as the documents say', async () => {
    const { server, chat } = await followed(0)
    await fetch(chat, { method: 'POST', headers: { origin: 'https://evil.example' } })
    await eventually(() => server.log().includes('refused 403: origin "https://evil.example"'))
  })

  test('chats with it by a page of its own', async () => {
    const { page } = await followed(1)
    await says(page, 'Hello')
    await shows(page, ['Ada: Hello', 'Echo: You said: Hello'])
  })

  /** Does what the guide says; `version` of the two that it has of the page's file. */
  async function followed(version: number) {
    const [chat, site] = [await freePort(), await freePort()]
    const pages = filesNamed('src/main.ts')
    expect(pages).toHaveLength(2)
    const atFreePorts = (code = '') => code.replaceAll('8080', `${chat}`).replaceAll('5173', `${site}`)
    await project().write('server.js', atFreePorts(filesNamed('server.js')[0]))
    await project().write('src/main.ts', atFreePorts(pages[version]))

    const server = serverIn(project().folder)
    await server.start()
    const development = await project().serve(vite, ['--port', `${site}`, '--strictPort'])
    onTestFinished(development.stop)
    return {
      server,
      chat: `http://localhost:${chat}/cometd`,
      page: await openPage(chromium(), `http://localhost:${site}/`),
    }
  }
})

const filesNamed = (name: string) => blocks.map(({ code }) => code).filter((code) => code.startsWith(`// ${name}\n`))

/** `node server.js`, which can be stopped and started again. */
function serverIn(folder: string) {
  let stop = async () => {}
  let log = ''
  onTestFinished(() => stop())
  return {
    log: () => log,
    stop: () => stop(),
    async start() {
      const child = spawn(process.execPath, ['server.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
      stop = async () => {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill('SIGINT')
        await once(child, 'exit')
      }
      child.stdout.on('data', (data) => (log += String(data)))
      await once(child.stdout, 'data') // It says where the chat is.
    },
  }
}

const bubbles = (page: Page) =>
  page.$$eval('chat-widget >>> .bubble', (found) => found.map(({ textContent }) => (textContent ?? '').trim()))

const sees = (page: Page, text: string) => eventually(async () => (await bubbles(page)).includes(text), 30_000)

async function writes(page: Page, text: string): Promise<void> {
  const field = await page.waitForSelector('chat-widget >>> textarea')
  await field?.type(`${text}\n`)
}
