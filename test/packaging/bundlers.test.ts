import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { serveSite, type Route } from '../support/serve-site.ts'
import { startServer, type RunningServer } from '../support/start-server.ts'
import { isAnswered } from './support/chat-page.ts'
import { listingsOf } from './support/documented-code.ts'
import { shareOutsideProject } from './support/outside-project.ts'

const project = shareOutsideProject({
  app: 'pages',
  packages: ['core', 'cometd', 'tabs'],
  dependencies: {
    vite: '8',
    webpack: '5',
    esbuild: '0.28',
    'zone.js': '0.15',
  },
})

const chromium = shareChromium()

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

test('the example of the README, built by Vite, weighs what the script tag weighs', async () => {
  const [example] = listingsOf('README.md')
  await project().write('example/index.html', '<!doctype html><script type="module" src="main.ts"></script>')
  await project().write('example/main.ts', example?.code ?? '')
  await project().run('node_modules/vite/bin/vite.js', ['build', 'example', '--outDir', '../built-example'])
  const assets = join(project().folder, 'built-example/assets')
  const [script = '', ...others] = readdirSync(assets).filter((file) => file.endsWith('.js'))
  expect(others).toEqual([])
  const [built, scriptTag] = [gzippedBytes(join(assets, script)), gzippedBytes(browserScript)]
  expect(Math.abs(built / scriptTag - 1), `${built} bytes beside ${scriptTag}`).toBeLessThan(0.03)
})

const browserScript = fileURLToPath(new URL('../../packages/browser/dist/chat-transport.js', import.meta.url))
const gzippedBytes = (file: string) => gzipSync(readFileSync(file), { level: 9 }).length

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

/** What a bundler has made; the page itself, where it makes scripts only. */
function builtFile(path: string): Route | undefined {
  const { folder } = project()
  const built = join(folder, 'built', path === '/' ? 'index.html' : path)
  if (path === '/')
    return { type: 'text/html', body: readFileSync(existsSync(built) ? built : join(folder, 'index.html')) }
  return existsSync(built) ? { type: 'text/javascript', body: readFileSync(built) } : undefined
}

const chatPage = (origin: string, { url }: RunningServer) => `${origin}/?chat=${encodeURIComponent(url)}`
