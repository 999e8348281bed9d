import { systemClock } from '@chat-transport/core'
import type { OpenLink } from '@chat-transport/core'
import { ConformanceFailure, inspect } from '../../case/outcome.ts'
import { NotReached, NotRun } from '../case/not-run.ts'
import { createServerCaseContext, type OpenServerContext } from '../case/server-case-context.ts'
import { hasRefusedStart, startLimitIn } from '../case/start-limit.ts'
import { withoutSecretsIn } from '../case/without-secrets.ts'
import type { ServerCase, ServerCaseContext, ServerTransport, TracedLine } from '../case/server-case.ts'
import { ControlFailed, type CheckedControl } from '../control/checked-control.ts'
import type { ServerCaseReport } from '../report/server-report.ts'

/** What all cases of one transport share. */
export interface TransportRun {
  readonly transport: ServerTransport
  readonly url: string
  readonly link?: OpenLink
  readonly deadlineMs: number
  readonly traffic: TracedLine[]
}

type Outcome = Pick<ServerCaseReport, 'verdict' | 'because' | 'trace'>

/** Runs one case. Never rejects. */
export async function runServerCase(
  each: ServerCase,
  control: CheckedControl,
  run: TransportRun,
): Promise<ServerCaseReport> {
  const startedAt = systemClock.monotonic()
  const opened = createServerCaseContext({
    ...run,
    control,
    caseId: each.id,
    hasOutage: each.control?.includes('outage') ?? false,
  })
  const outcome = unlessLimited(await outcomeOf(each, opened), each, run.traffic)
  opened.close()
  const { id, rule, title } = each
  return {
    id,
    rule,
    title,
    transport: run.transport,
    ...outcome,
    durationMs: Math.round(systemClock.monotonic() - startedAt),
    ...(opened.notes.length > 0 && { notes: [...opened.notes] }),
  }
}

/** Of a case whose starts were refused for their number nothing is known: no rule is to blame. */
function unlessLimited(outcome: Outcome, { id }: ServerCase, traffic: readonly TracedLine[]): Outcome {
  if (outcome.verdict !== 'failed' && outcome.verdict !== 'not reached') return outcome
  const limit = startLimitIn(traffic)
  if (limit === undefined || !hasRefusedStart(traffic.filter(({ caseId }) => caseId === id))) return outcome
  return { verdict: 'not reached', because: limit }
}

/** Opens a context for what is no case, such as the check of the control. */
export async function withContext<Value>(
  run: TransportRun,
  control: CheckedControl,
  use: (context: ServerCaseContext) => Promise<Value>,
): Promise<Value> {
  const { context, close } = createServerCaseContext({
    ...run,
    traffic: [],
    control,
    caseId: 'the check of the control',
    hasOutage: false,
  })
  try {
    return await use(context)
  } finally {
    close()
  }
}

async function outcomeOf(each: ServerCase, { context, trace }: OpenServerContext): Promise<Outcome> {
  const missing = each.control?.map((verb) => context.control.problemOf(verb)).find((problem) => problem !== undefined)
  if (missing !== undefined) return { verdict: 'not run', because: missing }
  try {
    await within(limitMs(context), () => each.run(context))
    return { verdict: 'passed' }
  } catch (cause) {
    if (cause instanceof NotRun || cause instanceof ControlFailed) return { verdict: 'not run', because: cause.message }
    if (cause instanceof NotReached)
      return { verdict: 'not reached', because: withoutSecretsIn(cause.message), trace: trace() }
    const because = cause instanceof ConformanceFailure ? cause.message : inspect(cause)
    return { verdict: 'failed', because: withoutSecretsIn(because), trace: trace() }
  }
}

/** Longer than every wait of a case together. */
const limitMs = ({ deadlineMs }: ServerCaseContext) => 90_000 + 8 * deadlineMs

function within(timeoutMs: number, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new ConformanceFailure(`the case was not over after ${timeoutMs} ms`))
    const cancel = systemClock.after(timeoutMs, late)
    run().then(resolve, reject).finally(cancel)
  })
}
