// Builds the site of the documents, and shows it:
//   npm run docs                 at the address that it prints (PORT=9000 to choose the port)
//   npm run docs -- --build      builds and checks it, for a server of your own: docs/.vitepress/dist
//   npm run docs -- --write      shows it while you write, and reloads whenever you save
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './npm.mjs'
import { readOptions } from './options.mjs'

const { values: given } = readOptions({ options: { build: { type: 'boolean' }, write: { type: 'boolean' } } })
const { build, createServer, serve } = await import('vitepress')
const { brokenLinks } = await import('./docs/broken-links.mjs')
const { writeApiReference } = await import('./docs/api-reference.mjs')
const site = join(root, 'docs')
const reference = join(site, 'api')
const built = join(site, '.vitepress/dist')
const port = Number(process.env.PORT ?? 4173)

rmSync(reference, { recursive: true, force: true })
if (!(await writeApiReference(reference))) {
  console.error('Unable to write the API reference: see above.')
  process.exit(1)
}
if (given.write) {
  const server = await createServer(site, { port })
  await server.listen()
  server.printUrls()
} else {
  await build(site)
  const broken = brokenLinks(built, process.env.DOCS_BASE)
  for (const link of broken) console.error(`This link leads nowhere: ${link}`)
  if (broken.length > 0) process.exit(1)
  if (!given.build) await serve({ root: site, port })
}
