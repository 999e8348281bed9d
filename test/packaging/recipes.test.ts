import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'puppeteer-core'
import { describe, expect, test } from 'vitest'
import { openPage, shareChromium } from '../support/browsers/chromium-page.ts'
import { eventually } from '../support/deadline.ts'
import { startServer, type RunningServer } from '../support/start-server.ts'
import { isAnswered, says, shows } from './support/chat-page.ts'
import { filesOf } from './support/documented-code.ts'
import { filesIn } from './support/files-in.ts'
import { shareOutsideProject } from './support/outside-project.ts'

const project = shareOutsideProject({
  app: 'recipes',
  packages: ['core', 'cometd'],
  dependencies: {
    vite: '8',
    esbuild: '0.28',
    vue: '3',
    '@vitejs/plugin-vue': '6',
    svelte: '5',
    '@sveltejs/vite-plugin-svelte': '7',
    '@angular/common': '20',
    '@angular/compiler': '20',
    '@angular/core': '20',
    '@angular/platform-browser': '20',
    rxjs: '7',
    'zone.js': '0.15',
  },
})

const chromium = shareChromium()
const bundle = fileURLToPath(new URL('../../packages/browser/dist/index.js', import.meta.url))
const vite = 'node_modules/vite/bin/vite.js'
const esbuild = 'node_modules/esbuild/bin/esbuild'
const decorators = '{"compilerOptions":{"experimentalDecorators":true,"useDefineForClassFields":false}}'

/** Makes a page of a recipe; returns its folder. */
const recipes: Readonly<Record<string, () => Promise<string>>> = {
  async vue() {
    await project().run(vite, ['build', await written('vue'), '--outDir', 'built'])
    return 'vue/built'
  },
  async svelte() {
    await project().run(vite, ['build', await written('svelte'), '--outDir', 'built'])
    return 'svelte/built'
  },
  async angular() {
    const folder = await written('angular')
    await mkdir(join(project().folder, folder, 'built'), { recursive: true })
    await cp(join(project().folder, folder, 'index.html'), join(project().folder, folder, 'built/index.html'))
    const options = ['--bundle', '--minify', '--format=esm', `--tsconfig-raw=${decorators}`]
    await project().run(esbuild, [`${folder}/main.js`, ...options, `--outfile=${folder}/built/main.js`])
    return 'angular/built'
  },
  async 'plain-esm'() {
    const folder = await written('plain-esm')
    await cp(bundle, join(project().folder, folder, 'chat-transport.js'))
    return folder
  },
}

describe.each(Object.keys(recipes))('the chat of the recipe for %s', (name) => {
  async function openRecipe(): Promise<{ readonly chatServer: RunningServer; readonly page: Page }> {
    const folder = (await recipes[name]?.()) ?? ''
    const chatServer = await startServer({ otherwise: filesIn(join(project().folder, folder)) })
    return { chatServer, page: await openPage(chromium(), chatServer.origin) }
  }

  test('chats with a real server, survives a cut, and comes back after a reload', async () => {
    const { chatServer, page } = await openRecipe()
    await says(page, 'Hello')
    await isAnswered(chatServer, page, ['Ada has joined', 'Ada: Hello'])
    await eventually(async () => (await status(page)) === 'connected')

    chatServer.dropConnections()
    await says(page, 'Still there?')
    const lines = ['Ada has joined', 'Ada: Hello', 'Grace has joined', 'Grace: I hear you', 'Ada: Still there?']
    await shows(page, lines)

    await page.reload()
    await shows(page, lines)
    expect(chatServer.backend.sessions()).toHaveLength(1)
    if (name === 'angular') expect(await page.evaluate('isStable')).toBe(true)
  })
})

test('the listings of the recipes compile as they stand, under `strict`', async () => {
  for (const name of ['vue', 'svelte', 'angular']) await written(name)
  expect(await project().typeErrors(['--project', '.'])).toEqual([])
})

/** Writes all files of a recipe into a folder of its name. */
async function written(name: string): Promise<string> {
  const files = filesOf(`docs/recipes/${name}.md`)
  expect(files.size).toBeGreaterThanOrEqual(2)
  for (const [file, code] of files) await project().write(join(name, file), code)
  return name
}

const status = (page: Page) => page.evaluate('document.querySelector("output").textContent')
