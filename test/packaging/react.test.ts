import { readdirSync, readFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { transform } from 'esbuild'
import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { startServer, type RunningServer, type StartServerOptions } from '../support/start-server.ts'
import { isAnswered, says, shows } from './support/chat-page.ts'
import { filesOf, listing } from './support/documented-code.ts'
import { filesIn } from './support/files-in.ts'
import { shareOutsideProject, type OutsideProject } from './support/outside-project.ts'
import { budgets } from '../../scripts/sizes/budgets.mjs'

const readme = 'packages/react/README.md'
const tests = fileURLToPath(new URL('../../packages/react/test', import.meta.url))
const vite = 'node_modules/vite/bin/vite.js'
const nextProgram = 'node_modules/next/dist/bin/next'

const chromium = shareChromium()

const shareProject = (major: string, further: Readonly<Record<string, string>> = {}) =>
  shareOutsideProject({
    app: 'react',
    packages: ['core', 'cometd', 'react', 'backend', 'faults', 'memory'],
    dependencies: {
      react: major,
      'react-dom': major,
      '@types/react': major,
      '@types/react-dom': major,
      vite: '8',
      '@vitejs/plugin-react': '6',
      vitest: '4',
      jsdom: '28',
      ...further,
    },
  })

describe('with React 18', () => published(shareProject('18')))

describe('with React 19', () => {
  const project = shareProject('19', { next: '16' })

  published(project)

  describe('the chat of the README, under StrictMode and with the development server of Vite', () => developed(project))

  test('a page of Next.js weighs what the packages do, comes from its server without a session, and chats', async () => {
    for (const [name, code] of filesOf(readme))
      await project().write(join('next/app', name.replace(/tsx$/, 'jsx')), await withoutTypes(code))
    await project().run(nextProgram, ['build', 'next'])
    const [chunk, ...others] = scriptsWith('/meta/handshake', join(project().folder, 'next/.next/static'))
    expect(others).toEqual([]) // the SDK is in the page once
    const gzipBytes = gzipSync(chunk ?? '', { level: 9 }).length
    expect(gzipBytes / (budgets['@chat-transport/browser'] + budgets['@chat-transport/react'])).toBeLessThan(1.03)

    const next = await project().serve(nextProgram, ['start', 'next', '--port', '0', '--hostname', 'localhost'])
    onTestFinished(next.stop)
    const chatServer = await startServer({ otherwise: proxyTo(next.origin) })

    const html = await (await fetch(chatServer.origin)).text()
    expect(html).toContain('<output>connecting</output><ul></ul>')
    expect(chatServer.backend.sessions()).toHaveLength(0)

    const page = await openPage(chromium(), chatServer.origin)
    await says(page, 'Hello')
    await isAnswered(chatServer, page, ['Ada has joined', 'Ada: Hello'])
  })
})

/** The tests of what a reader does with the package. */
function published(project: () => OutsideProject): void {
  test('the tests of the package pass for what is published', async () => {
    await cp(tests, join(project().folder, 'test'), { recursive: true })
    expect(
      await project().run('node_modules/vitest/vitest.mjs', ['run', '--dir', 'test', '--testTimeout', '10000']),
    ).toMatch(/Tests +\d+ passed/)
  })

  test('the listings of the README compile as they stand, under `strict`', async () => {
    for (const [name, code] of filesOf(readme)) await project().write(join('documented', name), code)
    expect(await project().typeErrors(['--project', '.'])).toEqual([])
  })

  test('the chat of the README, built by Vite, chats with a real server', async () => {
    for (const [name, code] of filesOf(readme)) await project().write(join('page', name), code)
    await project().run(vite, ['build', 'page', '--outDir', 'built'])
    const chatServer = await startServer({ otherwise: filesIn(join(project().folder, 'page/built')) })
    const page = await openPage(chromium(), chatServer.origin)
    await says(page, 'Hello')
    await isAnswered(chatServer, page, ['Ada has joined', 'Ada: Hello'])
    await page.reload()
    await shows(page, ['Ada has joined', 'Ada: Hello', 'Grace has joined', 'Grace: I hear you'])
    expect(chatServer.backend.sessions()).toHaveLength(1)
  })
}

/** The tests of pages in which React mounts everything twice, and which are edited while they are open. */
function developed(project: () => OutsideProject): void {
  let origin = ''

  beforeAll(async () => {
    await project().write('dev/chat-box.tsx', listing(readme, 'chat-box.tsx'))
    const server = await project().serve(vite, ['serve', 'dev', '--port', '0'])
    origin = server.origin
    return server.stop
  })

  /** A page of the development server, where React mounts everything twice. */
  async function openChat(): Promise<{ readonly chatServer: RunningServer; readonly page: Page }> {
    const chatServer = await startServer({ allowedOrigins: [origin] })
    const page = await openPage(chromium(), chatPage(origin, chatServer))
    return { chatServer, page }
  }

  test('has one session, which a reload restores', async () => {
    const { chatServer, page } = await openChat()
    await says(page, 'Hello')
    await isAnswered(chatServer, page, ['Ada has joined', 'Ada: Hello'])
    await page.reload()
    await shows(page, ['Ada has joined', 'Ada: Hello', 'Grace has joined', 'Grace: I hear you'])
    expect(chatServer.backend.sessions()).toHaveLength(1)
  })

  test('lets go when the component goes, and comes back with it', async () => {
    const { chatServer, page } = await openChat()
    await says(page, 'Hello')
    await chatServer.waitForMessage('Hello')
    await choose(page, 'nobody')
    await eventually(async () => (await connections(chatServer)) === 0)
    await choose(page, 'Ada')
    await shows(page, ['Ada has joined', 'Ada: Hello'])
    expect(chatServer.backend.sessions()).toHaveLength(1)
  })

  test('keeps visitors apart, however quickly they change', async () => {
    const { chatServer, page } = await openChat()
    await says(page, 'Hello')
    await choose(page, 'Bob')
    await shows(page, ['Bob has joined'])
    await choose(page, 'Ada', 'Bob', 'nobody', 'Bob', 'Ada')
    await shows(page, ['Ada has joined', 'Ada: Hello'])
    expect(chatServer.backend.sessions()).toHaveLength(2)
  })

  test.each(['chat-box.tsx', 'chats.js'])('goes on when %s is hot-reloaded', async (file) => {
    const { chatServer, page } = await openChat()
    await says(page, 'Hello')
    await chatServer.waitForMessage('Hello')
    await page.evaluate('addEventListener("edited", () => (window.isEdited = true))')
    const isAttachedAgain = new Promise((resolve) => chatServer.backend.sessions()[0]?.onVisitorAttached(resolve))
    await project().append(join('dev', file), "\ndispatchEvent(new Event('edited'))\n")
    await page.waitForFunction('window.isEdited')
    if (file === 'chats.js') await isAttachedAgain // with another chat: until then the page shows that of the old one
    await shows(page, ['Ada has joined', 'Ada: Hello'])
    await says(page, 'Still there?')
    await isAnswered(chatServer, page, ['Ada has joined', 'Ada: Hello', 'Ada: Still there?'])
    expect(chatServer.backend.sessions()).toHaveLength(1)
  })
}

const chatPage = (origin: string, { url }: RunningServer) => `${origin}/?chat=${encodeURIComponent(url)}`

const connections = ({ httpServer }: RunningServer) =>
  new Promise<number>((resolve, reject) => {
    httpServer.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })

/** Clicks the buttons with these texts, all in one turn. */
async function choose(page: Page, ...names: readonly string[]): Promise<void> {
  const buttons = 'Object.fromEntries([...document.querySelectorAll("button")].map((each) => [each.textContent, each]))'
  await page.evaluate(`for (const name of ${JSON.stringify(names)}) (${buttons})[name].click()`)
}

/** The scripts below the folder that contain the text. */
const scriptsWith = (text: string, folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(folder, file)))
    .filter((script) => script.includes(text))

/** Next builds JavaScript without TypeScript being installed. */
async function withoutTypes(source: string): Promise<string> {
  return (await transform(source, { loader: 'tsx', jsx: 'preserve' })).code
}

/** Lets the chat server answer for another, so that both have one origin. */
function proxyTo(origin: string): NonNullable<StartServerOptions['otherwise']> {
  return ({ url, method, headers }, response) => {
    const asked = request(new URL(url ?? '/', origin), { method, headers: { ...headers, host: new URL(origin).host } })
    asked.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)))
    asked.on('error', (error) => response.destroy(error))
    asked.end()
  }
}
