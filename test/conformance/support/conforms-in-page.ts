import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { farSideVerbs, type ConformanceReport } from '@chat-transport/conformance'
import { build } from 'esbuild'
import type { TestBrowser } from '../../support/browsers/browser-page.ts'
import { builtModule, importMap } from '../../support/built-packages.ts'
import { readJson, serveSite, type Document, type Route } from '../../support/serve-site.ts'
import type { NetworkedTransport, RunningFarSide } from './networked-transport.ts'

/** The result from a page: the kit's report, or the reason why there is none. */
export type PageReport = ConformanceReport | { readonly name: string; readonly error: string }

/** The longest time for all cases in a page. */
const runLimitMs = 800_000

/**
 * Runs the kit in a page, without a test runner. Each transport has its own frame, and all run at once, since they mostly wait. The
 * far sides stay in Node, and the page calls them over HTTP.
 */
export async function conformInPage(
  browser: TestBrowser,
  transports: readonly NetworkedTransport[],
): Promise<readonly PageReport[]> {
  const routes = new Map<string, Route>()
  const site = await serveSite((path) => routes.get(path) ?? builtModule(path))
  const frames = await Promise.all(
    transports.map(async (transport, place) => {
      const { url, far } = await transport.startFarSide(site.origin)
      routes.set(`/${place}/`, { type: 'text/html', body: frame })
      routes.set(`/${place}/transport.js`, { type: 'text/javascript', body: await bundled(transport.module) })
      routes.set(`/${place}/far-side`, async (request) => callFarSide(far, await readJson(request)))
      const query = new URLSearchParams({ name: `${transport.name}, ${browser.engine}`, url })
      return `<iframe src="/${place}/?${query}"></iframe>`
    }),
  )
  routes.set('/run.js', { type: 'text/javascript', body: await readFile(new URL('page/run.js', import.meta.url)) })
  routes.set('/', { type: 'text/html', body: `${title}<script>window.reports = []</script>${frames.join('')}` })

  const page = await browser.open(`${site.origin}/`)
  return page.result<PageReport[]>(`window.reports.length === ${transports.length} && window.reports`, runLimitMs)
}

const title = '<!doctype html><title>Conformance</title>'
const frame = `${title}
<script type="importmap">${importMap}</script>
<script type="module" src="/run.js"></script>`

/** What the page loads as it is built stays outside; what else the transport is made of becomes one module. */
async function bundled(module: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    external: ['@chat-transport/*', 'cometd'],
  })
  return outputFiles[0]?.text ?? ''
}

async function callFarSide(far: RunningFarSide['far'], body: unknown): Promise<Document> {
  const { verb, args } = body as { verb: string; args: unknown[] }
  const known = farSideVerbs.find((each) => each === verb)
  if (!known) throw new Error(`the far side has no verb ${verb}`)
  const result = await (far[known] as (...args: unknown[]) => Promise<unknown>)(...args)
  return { type: 'application/json', body: JSON.stringify({ result }) }
}
