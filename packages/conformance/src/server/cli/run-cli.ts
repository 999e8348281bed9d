import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { OpenLink } from '@chat-transport/core'
import {
  formatServerReport,
  runServerConformance,
  type ServerCaseReport,
  type ServerConformanceOptions,
} from '../index.ts'

/** What a command line is run with. */
export interface CliEnvironment {
  print(text: string): void
  printError(text: string): void
  /** Shows how far the run is, in place of what was shown before. An empty text shows nothing. */
  showProgress(text: string): void
}

const usage = `Usage: npx @chat-transport/conformance server <url> [options]
       npx @chat-transport/conformance server --link ./my-link.mjs [options]

Runs PROTOCOL.md and PROTOCOL-BINDINGS.md against a chat server, from outside.

  <url>                 the address of a CometD server, such as http://localhost:8080/cometd
  --transport <name>    websocket or long-polling; both without it
  --link <file>         a module whose default export (or \`openLink\`) is an OpenLink, for other bindings
  --control <url>       what only the server's side can do: see server-control.openapi.yaml
  --only <id,…>         only these rules (P14) or cases (P14/after)
  --deadline <ms>       the longest wait for one thing that must happen (5000)
  --all                 what could not be run counts as failed
  --verbose             print cases that pass, too
  --json                print the report as JSON
  --help

Exits with
  0  every rule that was tried is kept
  1  a rule is broken, or could not be tried since something else does not work; with --all, also when something was not run
  2  nothing was tried: the command line is wrong, or there is nothing to test at the address`

const options = {
  transport: { type: 'string' },
  link: { type: 'string' },
  control: { type: 'string' },
  only: { type: 'string' },
  deadline: { type: 'string' },
  all: { type: 'boolean' },
  verbose: { type: 'boolean' },
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
      throw new UsageError(`expected \`server <url>\`, got \`${positionals.join(' ')}\``)
    return await runServer(values, url, environment)
  } catch (cause) {
    environment.printError(isMisuse(cause) ? `${cause.message}\n\n${usage}` : messageOf(cause))
    return 2
  }
}

/** The command line itself is wrong, so that it helps to read how it is used. */
class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Also what the parser says, and what `runServerConformance` says of its options. */
function isMisuse(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false
  const isParsing = 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')
  return cause instanceof UsageError || isParsing || cause.message.startsWith('runServerConformance ')
}

async function runServer(values: Values, url: string | undefined, environment: CliEnvironment): Promise<number> {
  const given = await serverOptions(values, url)
  const report = await runServerConformance({
    ...given,
    onCase: caseListener(environment, values.verbose === true),
  })
  environment.showProgress('')
  environment.print(values.json ? JSON.stringify(report, null, 2) : formatServerReport(report))
  const missed = values.all ? report.totals['not run'] : 0
  if (missed > 0)
    environment.printError(
      `--all: ${missed} of ${report.cases.length} cases could not be run. "Not run" in the report says why.`,
    )
  return report.passed && missed === 0 ? 0 : 1
}

/** Prints what is wrong at once, and counts the rest. */
function caseListener(environment: CliEnvironment, isVerbose: boolean): (each: ServerCaseReport) => void {
  let tried = 0
  let failed = 0
  const isWorthALine = linesOnce()
  return (report) => {
    const { verdict, id, transport, title, because } = report
    if (verdict !== 'not run') tried += 1
    if (verdict === 'failed') failed += 1
    if (isWorthALine(report) || isVerbose)
      environment.printError(`${marks[verdict]} ${transport} ${id} ${because === undefined ? title : because}`)
    environment.showProgress(`${transport}: ${tried} cases tried, ${failed} failed; the last was ${id}`)
  }
}

/** What failed, and each reason for which cases were not reached, once. */
function linesOnce(): (report: ServerCaseReport) => boolean {
  const said = new Set<string>()
  return ({ verdict, because = '' }) => {
    if (verdict !== 'not reached') return verdict === 'failed'
    const isNew = !said.has(because)
    said.add(because)
    return isNew
  }
}

const marks = { passed: '✓', failed: '✗', 'not run': '–', 'not reached': '?' } as const

type Values = { readonly [Name in keyof typeof options]?: string | boolean | undefined }

async function serverOptions(values: Values, url: string | undefined): Promise<ServerConformanceOptions> {
  const { transport, link, control, only, deadline } = values
  if (url !== undefined) checkUrl('<url>', url)
  if (typeof control === 'string') checkUrl('--control', control)
  return {
    ...(url !== undefined && { url }),
    ...(typeof link === 'string' && { open: await importLink(link) }),
    ...(typeof transport === 'string' && { transports: [transport as 'websocket'] }),
    ...(typeof control === 'string' && { control }),
    ...(typeof only === 'string' && { only: only.split(',') }),
    ...(typeof deadline === 'string' && { deadlineMs: Number(deadline) }),
  }
}

function checkUrl(what: string, url: string): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError(`${what}: expected an address that begins with http:// or https://, got ${url}`)
}

async function importFile(file: string): Promise<{ readonly default?: unknown; readonly openLink?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as { default?: unknown; openLink?: unknown }
  } catch (cause) {
    throw new Error(`--link: unable to load ${file}: ${messageOf(cause)}`, {
      cause,
    })
  }
}

async function importLink(file: string): Promise<OpenLink> {
  const module = await importFile(file)
  const open = module.openLink ?? module.default
  if (typeof open !== 'function')
    throw new Error(`--link: expected ${file} to export a function (OpenLink) as \`openLink\` or by default`)
  return open as OpenLink
}

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))
