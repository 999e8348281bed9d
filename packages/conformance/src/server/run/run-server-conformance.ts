import { checkOptions, guards } from '@chat-transport/core'
import type { OpenLink } from '@chat-transport/core'
import { startLimitIn } from '../case/start-limit.ts'
import { casesOf, serverCases } from '../cases/all-server-cases.ts'
import type { ServerCase, ServerTransport } from '../case/server-case.ts'
import { checkedControl, type CheckedControl } from '../control/checked-control.ts'
import { httpControl } from '../control/http-control.ts'
import type { ControlVerb, ServerControl } from '../control/server-control.ts'
import { createServerReport } from '../report/create-server-report.ts'
import type { ServerCaseReport, ServerReport } from '../report/server-report.ts'
import { serverRuleIds } from '../rules/server-rules.ts'
import { checkControl } from './check-control.ts'
import { reachServer } from './reach-server.ts'
import { runServerCase, withContext, type TransportRun } from './run-server-case.ts'

/** Which server is tried, and on what. */
export interface ServerConformanceOptions {
  /** The address of a CometD server, such as `http://localhost:8080/cometd`. Give this or `open`. */
  readonly url?: string
  /** A link to a server with another binding. */
  readonly open?: OpenLink
  /** Over which of CometD's transports to run. @default ['websocket', 'long-polling'] */
  readonly transports?: readonly ('websocket' | 'long-polling')[]
  /** What only the server's side can do: functions, or the address of `server-control.openapi.yaml`. */
  readonly control?: ServerControl | string
  /** The name in the report. @default the url */
  readonly name?: string
  /** Only the cases of these rules (`P14`), or with these ids (`P14/after`). @default all */
  readonly only?: readonly string[]
  /** The longest wait for one thing that must happen, in milliseconds. @default 5000 */
  readonly deadlineMs?: number
  /** How many cases run at the same time, each with its own sessions. @default 6 */
  readonly atOnce?: number
  /** Called after each case that was tried, or cannot be run. */
  readonly onCase?: (report: ServerCaseReport) => void
}

const isControl = (value: unknown) => typeof value === 'string' || guards.isObject(value)
const optionGuards = {
  url: guards.optional(guards.string),
  open: guards.optional(guards.aFunction),
  transports: guards.optional(guards.list(guards.oneOf('websocket', 'long-polling'))),
  control: guards.optional(guards.guard('an address or an object of functions', isControl)),
  name: guards.optional(guards.string),
  only: guards.optional(guards.list(guards.string)),
  deadlineMs: guards.optional(guards.positive),
  atOnce: guards.optional(guards.wholeNumber(1, 1_000)),
  onCase: guards.optional(guards.aFunction),
} satisfies Record<keyof ServerConformanceOptions, guards.Guard>

/**
 * Runs the protocol against a server and reports by rule. A broken rule never rejects. Throws a `TypeError` or `RangeError` that
 * names a bad option, and a `ServerUnreachable` if there is nothing to test at the address.
 */
export async function runServerConformance(options: ServerConformanceOptions): Promise<ServerReport> {
  const runs = checkedRuns(options)
  for (const run of runs) await reachServer(run)
  const cases: ServerCaseReport[] = []
  let control: TriedControl | undefined
  for (const run of runs) {
    const judged = new TransportCases(run, options)
    const isReachable = await judged.first()
    if (isReachable) control ??= await tryControl(options.control, run)
    await judged.others(isReachable, control?.checked)
    cases.push(...judged.reports)
  }
  const { name = options.url ?? 'the server' } = options
  const transports = runs.map(({ transport }) => transport)
  const startLimit = runs.map(({ traffic }) => startLimitIn(traffic)).find((limit) => limit !== undefined)
  const { only } = options
  return createServerReport({
    name,
    transports,
    controlProblems: control?.problems ?? new Map(),
    cases,
    startLimit,
    only,
  })
}

function checkedRuns(options: ServerConformanceOptions): readonly TransportRun[] {
  checkOptions('runServerConformance', options, optionGuards)
  const { url, open, only, transports = ['websocket', 'long-polling'] } = options
  if ((url === undefined) === (open === undefined))
    throw new TypeError('runServerConformance url: expected a url or a link in `open`, and not both')
  checkOnly(only)
  return (open ? (['link'] as const) : transports).map((transport) => transportRun(transport, options))
}

/** A mistyped name would select nothing, and nothing would fail. */
function checkOnly(only: readonly string[] = []): void {
  const known = new Set<string>([...serverRuleIds, ...serverCases.map(({ id }) => id)])
  const unknown = only.find((each) => !known.has(each))
  if (unknown !== undefined)
    throw new TypeError(`runServerConformance only: expected rules (P14) or cases (P14/after), got ${unknown}`)
}

interface TriedControl {
  readonly checked: CheckedControl
  readonly problems: ReadonlyMap<ControlVerb, string>
}

const transportRun = (transport: ServerTransport, options: ServerConformanceOptions): TransportRun => {
  const { url = '', open, deadlineMs = 5_000 } = options
  return { transport, url, ...(open && { link: open }), deadlineMs, traffic: [] }
}

async function tryControl(given: ServerControl | string | undefined, run: TransportRun): Promise<TriedControl> {
  const control = typeof given === 'string' ? httpControl(given) : given
  if (!control) return { checked: checkedControl(undefined), problems: new Map() }
  const problems = await withContext(run, checkedControl(control), (context) => checkControl(context, control))
  return { checked: checkedControl(control, problems), problems }
}

/** The cases of one transport, phase by phase. */
class TransportCases {
  readonly reports: ServerCaseReport[] = []
  readonly #run: TransportRun
  readonly #options: ServerConformanceOptions

  constructor(run: TransportRun, options: ServerConformanceOptions) {
    this.#run = run
    this.#options = options
  }

  /** Whether everything passed that all other cases build on. */
  async first(): Promise<boolean> {
    for (const each of casesOf(this.#run.transport, 'first')) {
      await this.#judge(each, checkedControl(undefined))
      if (this.reports.some(({ verdict }) => verdict !== 'passed')) return false
    }
    return true
  }

  async others(isReachable: boolean, control: CheckedControl = checkedControl(undefined)): Promise<void> {
    const rest = (['together', 'alone', 'last'] as const).map((phase) =>
      casesOf(this.#run.transport, phase).filter((each) => this.#isWanted(each)),
    )
    if (!isReachable) {
      const because = this.reports.at(-1)
      this.reports.push(...rest.flat().map((each) => notReached(each, this.#run.transport, because)))
      return
    }
    const [together = [], alone = [], last = []] = rest
    await this.#several(together, control)
    for (const each of [...alone, ...last]) await this.#judge(each, control)
  }

  async #several(cases: readonly ServerCase[], control: CheckedControl): Promise<void> {
    const waiting = [...cases]
    const worker = async () => {
      for (let each = waiting.shift(); each; each = waiting.shift()) await this.#judge(each, control)
    }
    await Promise.all(Array.from({ length: this.#options.atOnce ?? 6 }, worker))
  }

  async #judge(each: ServerCase, control: CheckedControl): Promise<void> {
    this.#report(await runServerCase(each, control, this.#run))
  }

  #report(report: ServerCaseReport): void {
    this.reports.push(report)
    this.#options.onCase?.(report)
  }

  #isWanted({ id, rule }: ServerCase): boolean {
    const { only } = this.#options
    return only === undefined || only.includes(rule) || only.includes(id)
  }
}

function notReached(
  each: ServerCase,
  transport: ServerTransport,
  because: ServerCaseReport | undefined,
): ServerCaseReport {
  const { id, rule, title } = each
  const isFailed = because?.verdict !== 'not reached'
  const why = isFailed
    ? `nothing else can be tried while ${because?.id ?? 'the start'} does not pass`
    : (because.because ?? '')
  return { id, rule, title, transport, verdict: 'not reached', because: why, durationMs: 0 }
}
