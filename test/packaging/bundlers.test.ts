import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { transform } from 'esbuild'
import type { Page } from 'puppeteer-core'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { serveSite, type Route } from '../support/serve-site.ts'
import { startServer, type RunningServer, type StartServerOptions } from '../support/start-server.ts'
import { listing, listingsOf } from './support/documented-code.ts'
import { shareOutsideProject } from './support/outside-project.ts'

const project = shareOutsideProject({
  app: 'pages',
  packages: ['core', 'cometd', 'tabs'],
  dependencies: {
    vite: '8',
    '@vitejs/plugin-react': '6',
    webpack: '5',
    esbuild: '0.28',
    next: '16',
    react: '19',
    'react-dom': '19',
    '@types/react': '19',
    vue: '3',
    '@angular/compiler': '20',
    '@angular/core': '20',
    rxjs: '7',
    'zone.js': '0.15',
  },
})

const chromium = shareChromium()

const nextProgram = 'node_modules/next/dist/bin/next'
const hook = listing('README.md', 'use-chat.ts')
const box = listing('docs/frameworks.md', 'chat-box.tsx')

const bundlers = {
  Vite: ['node_modules/vite/bin/vite.js', 'build', '--outDir', 'built'],
  webpack: ['build-with-webpack.js', 'built'],
  esbuild: ['node_modules/esbuild/bin/esbuild', 'main.js', '--bundle', '--minify', '--format=esm', '--outdir=built'],
}

test.each(Object.entries(bundlers))('a page that %s has built chats with a real server', async (_name, command) => {
  const [program = '', ...options] = command
  await rm(join(project().folder, 'built'), { recursive: true, force: true })
  await project().run(program, options)
  const site = await serveSite(builtFile)
  const chatServer = await startServer({ allowedOrigins: [site.origin] })
  const page = await openPage(chromium(), chatPage(site.origin, chatServer))
  await page.waitForFunction('window.say')
  await page.evaluate('say("Hello from the page")')
  await isAnswered(chatServer, page, ['Ada: Hello from the page'])
})

test.each([
  ['inside its zone is never stable', '', false],
  ['outside it, as the documents say, is', '&outside', true],
])('an app with zone.js that opens its chat %s', async (_where, parameter, isStable) => {
  await project().run('node_modules/esbuild/bin/esbuild', ['zone.js', '--bundle', '--outfile=built/main.js'])
  const site = await serveSite(builtFile)
  const chatServer = await startServer({ allowedOrigins: [site.origin] })
  const page = await openPage(chromium(), chatPage(site.origin, chatServer) + parameter)
  await page.waitForFunction('window.say')
  await page.evaluate('say("Hello")')
  await isAnswered(chatServer, page, ['Ada: Hello'])
  expect(await page.evaluate('isStable')).toBe(isStable)
})

describe('the React hook of the README, under StrictMode and with Vite', () => {
  let origin = ''

  beforeAll(async () => {
    await project().write('react/use-chat.ts', hook)
    await project().write('react/chat-box.tsx', box)
    const server = await project().serve('node_modules/vite/bin/vite.js', ['react', '--port', '0'])
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

  test.each(['chat-box.tsx', 'use-chat.ts', 'chats.js'])('goes on when %s is hot-reloaded', async (file) => {
    const { chatServer, page } = await openChat()
    await says(page, 'Hello')
    await chatServer.waitForMessage('Hello')
    await page.evaluate('addEventListener("edited", () => (window.isEdited = true))')
    const isAttachedAgain = new Promise((resolve) => chatServer.backend.sessions()[0]?.onVisitorAttached(resolve))
    await project().append(join('react', file), "\ndispatchEvent(new Event('edited'))\n")
    await page.waitForFunction('window.isEdited')
    if (file === 'chats.js') await isAttachedAgain // with another chat: until then the page shows that of the old one
    await shows(page, ['Ada has joined', 'Ada: Hello'])
    await says(page, 'Still there?')
    await isAnswered(chatServer, page, ['Ada has joined', 'Ada: Hello', 'Ada: Still there?'])
    expect(chatServer.backend.sessions()).toHaveLength(1)
  })
})

/** What the listings take from their reader's page. */
const readersOwn = `
import type { ChatSession, Choice, ChatTransport, EventMessage, MessageContent, TranscriptEntry } from '@chat-transport/core'
import type { ReactNode } from 'react'

declare global {
  const transport: ChatTransport
  const session: ChatSession
  const question: EventMessage
  const choice: Choice
  const helpButton: HTMLButtonElement
  function show(name: string, content: MessageContent): void
  function banner(text: string | null): void
  function token(): string | undefined
  function renewToken(signal: AbortSignal): Promise<string>
  function Line(props: { entry: TranscriptEntry }): ReactNode
}
`

test('the listings for readers compile as they stand, under `strict`', async () => {
  for (const document of ['README.md', 'docs/frameworks.md', 'packages/core/README.md', 'packages/cometd/README.md'])
    await writeListings(document)
  await project().write('documented/docs/frameworks.md/use-chat.ts', hook)
  await project().write('documented/readers-own.d.ts', readersOwn)
  expect(await project().typeErrors(['--project', '.'])).toEqual([])
})

test('a page of Next.js comes from its server without a session, and chats in the browser', async () => {
  await project().write('next/app/use-chat.js', await withoutTypes(hook))
  await project().write('next/app/chat-box.jsx', await withoutTypes(box))
  await project().write('next/app/page.jsx', await withoutTypes(listing('docs/frameworks.md', 'page.tsx')))
  await project().run(nextProgram, ['build', 'next'])
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

async function writeListings(document: string): Promise<void> {
  for (const [place, { name = `listing-${place + 1}`, language, code }] of listingsOf(document).entries())
    await project().write(
      join('documented', document, name.replace(/\.tsx?$/, '') + `.${language}`),
      `${code}\nexport {}\n`,
    )
}

/** What a bundler has made; the page itself, where it makes scripts only. */
function builtFile(path: string): Route | undefined {
  const { folder } = project()
  const built = join(folder, 'built', path === '/' ? 'index.html' : path)
  if (path === '/')
    return { type: 'text/html', body: readFileSync(existsSync(built) ? built : join(folder, 'index.html')) }
  return existsSync(built) ? { type: 'text/javascript', body: readFileSync(built) } : undefined
}

const chatPage = (origin: string, { url }: RunningServer) => `${origin}/?chat=${encodeURIComponent(url)}`

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

async function says(page: Page, text: string): Promise<void> {
  const field = await page.waitForSelector('input:not([disabled])')
  await field?.type(`${text}\n`)
}

/** Clicks the buttons with these texts, all in one turn. */
async function choose(page: Page, ...names: readonly string[]): Promise<void> {
  const buttons = 'Object.fromEntries([...document.querySelectorAll("button")].map((each) => [each.textContent, each]))'
  await page.evaluate(`for (const name of ${JSON.stringify(names)}) (${buttons})[name].click()`)
}

/** What the page has said so far is there on both sides, and an agent's answer comes. */
async function isAnswered(chatServer: RunningServer, page: Page, soFar: readonly string[]): Promise<void> {
  const [, text = ''] = /: (.*)/.exec(soFar.at(-1) ?? '') ?? []
  await chatServer.waitForMessage(text)
  const agent = await chatServer.waitForAgent('Grace')
  await agent.say('I hear you')
  const joined = soFar[0]?.endsWith('has joined') ? ['Grace has joined'] : []
  await shows(page, [...soFar, ...joined, 'Grace: I hear you'])
}

async function shows(page: Page, lines: readonly string[]): Promise<void> {
  let shown: unknown
  const areShown = async () => {
    shown = await page.evaluate('[...document.querySelectorAll("li")].map((line) => line.textContent)')
    return String(shown) === lines.join()
  }
  await eventually(areShown, 30_000).catch(() => undefined) // the next line says it better
  expect(shown).toEqual(lines)
}

const connections = ({ httpServer }: RunningServer) =>
  new Promise<number>((resolve, reject) => {
    httpServer.getConnections((error, count) => (error ? reject(error) : resolve(count)))
  })
