import { systemClock } from '@chat-transport/core'
import { createCaseLife } from '../../case/case-life.ts'
import type { TraceEntry } from '../../case/trace.ts'
import type { BayeuxLine } from '../line/bayeux-line.ts'
import { openLinkLine } from '../line/link-line.ts'
import { openLongPollingLine, type LongPollingOptions } from '../line/long-polling-line.ts'
import type { LineRequest, ServerLine } from '../line/server-line.ts'
import { openWebSocketLine } from '../line/websocket-line.ts'
import { NotRun } from './not-run.ts'
import { untilOnWith } from './until-on.ts'
import { withoutSecrets } from './without-secrets.ts'
import type { ServerCaseContext, TracedLine } from './server-case.ts'
import type { OpenLink } from '@chat-transport/core'

export interface ContextOptions extends Pick<ServerCaseContext, 'transport' | 'url' | 'control' | 'deadlineMs'> {
  readonly caseId: string
  /** Whether the case takes the store away. */
  readonly hasOutage: boolean
  readonly link?: OpenLink
  /** All lines of the run: those of this case are added. */
  readonly traffic: TracedLine[]
}

export interface OpenServerContext {
  readonly context: ServerCaseContext
  readonly notes: readonly string[]
  trace(): readonly TraceEntry[]
  close(): void
}

/** The shortest pause before a condition is asked again. */
const soonestMs = 10
/** A trace for people: what is longer is cut. */
const longestTrace = 40

/** The context of one case. `close` cuts every line that the case has left. */
export function createServerCaseContext(options: ContextOptions): OpenServerContext {
  const clock = systemClock
  const { deadlineMs } = options
  const { trace, mustGoOn, until, outlast, onEnd, close } = createCaseLife({ clock, deadlineMs, soonestMs })
  const notes: string[] = []
  let opened = 0

  const lineRequest = (attach: unknown): LineRequest => {
    mustGoOn()
    const name = `line ${(opened += 1)}`
    return {
      name,
      attach,
      note: (what, ...details) => trace.note(name, what, ...details.map(withoutSecrets)),
      now: () => clock.monotonic(),
      after: (delayMs, run) => {
        const cancel = clock.after(delayMs, run)
        onEnd(cancel)
        return cancel
      },
    }
  }
  const keep = <Line extends ServerLine>(line: Line, attach: unknown): Line => {
    const { caseId, hasOutage } = options
    options.traffic.push({ line, caseId, hasOutage, attach })
    onEnd(() => line.vanish())
    return line
  }
  const openBayeux = (attach: unknown, extra: LongPollingOptions = {}): BayeuxLine => {
    const { transport, url } = options
    if (transport === 'link') throw new NotRun('only CometD has this')
    const request = lineRequest(attach)
    if (transport === 'websocket') return keep(openWebSocketLine(url, request, extra.handshake), attach)
    return keep(openLongPollingLine(url, request, extra), attach)
  }
  const context: ServerCaseContext = {
    ...options,
    now: () => clock.monotonic(),
    trace: (who, what, ...details) => trace.note(who, what, ...details.map(withoutSecrets)),
    note: (text) => void (notes.includes(text) || notes.push(text)),
    open: (attach) =>
      options.link ? keep(openLinkLine(options.link, lineRequest(attach)), attach) : openBayeux(attach),
    openBayeux,
    until,
    untilOn: untilOnWith(until),
    outlast,
    onEnd,
  }
  return { context, notes, trace: () => trace.entries.slice(-longestTrace), close }
}
