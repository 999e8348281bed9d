import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { OpenLink } from '@chat-transport/core'
import { formatServerReport } from '../report/format-server-report.ts'
import type { ServerCaseReport } from '../report/server-report.ts'
import { runServerConformance, type ServerConformanceOptions } from '../run/run-server-conformance.ts'

/** What a command line is run with. */
export interface CliEnvironment {
  print(text: string): void
  printError(text: string): void
}

const usage = `Usage: npx @chat-transport/conformance server <url> [options]
       npx @chat-transport/conformance server --link ./my-link.mjs [options]

Runs PROTOCOL.md and PROTOCOL-BINDINGS.md against a chat server, from outside.

  <url>                 the address of a CometD server, such as http://localhost:8080/cometd
  --transport <name>    websocket or long-polling; both without it
  --link <file>         a module whose default export (or \`openLink\`) is an OpenLink, for other bindings
  --hand <url>          what only the server's side can do: see server-hand.openapi.yaml
  --only <id,…>         only these rules (P14) or cases (P14/after)
  --deadline <ms>       the longest wait for one thing that must happen (5000)
  --json                print the report as JSON
  --help

Exits with 0 when every rule that was tried is kept, 1 when not, 2 when it could not run.`

const options = {
  transport: { type: 'string' },
  link: { type: 'string' },
  hand: { type: 'string' },
  only: { type: 'string' },
  deadline: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** Runs the command line; resolves with the exit code. */
export async function runCli(args: readonly string[], environment: CliEnvironment): Promise<number> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [command, url, ...more] = positionals
    if (values.help || command === undefined) {
      environment.print(usage)
      return values.help ? 0 : 2
    }
    if (command !== 'server' || more.length > 0)
      throw new TypeError(`expected \`server <url>\`, got \`${positionals.join(' ')}\``)
    const report = await runServerConformance({
      ...(await serverOptions(values, url)),
      onCase: (each) => environment.printError(progressLine(each)),
    })
    environment.print(values.json ? JSON.stringify(report, null, 2) : formatServerReport(report))
    return report.passed ? 0 : 1
  } catch (cause) {
    environment.printError(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`)
    return 2
  }
}

type Values = { readonly [Name in keyof typeof options]?: string | boolean | undefined }

async function serverOptions(values: Values, url: string | undefined): Promise<ServerConformanceOptions> {
  const { transport, link, hand, only, deadline } = values
  if (url !== undefined) checkUrl('<url>', url)
  if (typeof hand === 'string') checkUrl('--hand', hand)
  return {
    ...(url !== undefined && { url }),
    ...(typeof link === 'string' && { open: await importLink(link) }),
    ...(typeof transport === 'string' && { transports: [transport as 'websocket'] }),
    ...(typeof hand === 'string' && { hand }),
    ...(typeof only === 'string' && { only: only.split(',') }),
    ...(typeof deadline === 'string' && { deadlineMs: Number(deadline) }),
  }
}

function checkUrl(what: string, url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new TypeError(`${what}: expected an address that begins with http:// or https://, got ${url}`)
}

async function importLink(file: string): Promise<OpenLink> {
  const module = (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown; openLink?: unknown }
  const open = module.openLink ?? module.default
  if (typeof open !== 'function')
    throw new TypeError(`--link: expected ${file} to export a function (OpenLink) as \`openLink\` or by default`)
  return open as OpenLink
}

const marks = { passed: '✓', failed: '✗', 'not run': '–', 'not reached': '?' } as const

const progressLine = ({ verdict, id, transport, title }: ServerCaseReport) =>
  `${marks[verdict]} ${transport} ${id} ${title}`
