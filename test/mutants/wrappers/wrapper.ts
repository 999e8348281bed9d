import type { Harness, RuleId } from '@chat-transport/conformance'
import type { LinkLine, OpenLink, SendCommand } from '@chat-transport/core'
import type { Alter, Call } from './alter-calls.ts'

/** One way to break a right link or transport. */
export interface Wrapper {
  /** The member of the interface that is broken. */
  readonly member: string
  /** Completes "it …". */
  readonly what: string
  readonly blames: readonly RuleId[]
  build(open: OpenLink): Pick<Harness, 'open' | 'createTransport'>
}

/** What is altered in one line of a link. */
export interface LinkAlterations {
  readonly open?: Alter
  readonly received?: Alter
  readonly alive?: Alter
  readonly lost?: Alter
  readonly send?: Alter
  signal?(signal: AbortSignal): AbortSignal
}

const asItIs: Alter = (call) => call

export function alteredLink(open: OpenLink, alterations: LinkAlterations): OpenLink {
  const { received = asItIs, alive = asItIs, lost = asItIs, send = asItIs, signal = (own) => own } = alterations
  const opened: Call = async (attach, given) => {
    const line = given as LinkLine
    const put = await open(attach as Parameters<OpenLink>[0], {
      logger: line.logger,
      received: received(line.received as Call),
      alive: alive(line.alive as Call),
      lost: lost(line.lost as Call),
      signal: signal(line.signal) as LinkLine['signal'],
    })
    return send(put as Call) as SendCommand
  }
  return (alterations.open ?? asItIs)(opened) as OpenLink
}

type Table = readonly (readonly [readonly [what: string, alter: Alter], ...blames: RuleId[]])[]

/** One wrapper for each row. */
export const ofLink = (member: Exclude<keyof LinkAlterations, 'signal'>, table: Table): Wrapper[] =>
  table.map(([[what, alter], ...blames]) => ({
    member: `link ${member}`,
    what,
    blames,
    build: (open) => ({ open: alteredLink(open, { [member]: alter }) }),
  }))
