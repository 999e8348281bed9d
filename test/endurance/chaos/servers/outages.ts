import type { CometdTransportType } from '@chat-transport/cometd'
import type { ChatSession } from '@chat-transport/core'

/** How long visitors were without a line, and what they were told of it, by what was done to the servers. */
export interface Outages {
  watch(session: ChatSession, wire: CometdTransportType): void
  /** What happens from now on is laid to this. */
  began(fault: string): void
  /** How often a page was told that its line was interrupted. */
  interruptions(): number
  report(): string
}

interface Seen {
  losses: number
  interruptions: number
  errors: number
  /** From the loss of a line to the next one. */
  readonly recoveriesMs: number[]
}

export function createOutages(): Outages {
  const seen = new Map<string, Seen>()
  let current = 'none'
  const of = (fault: string, wire: string): Seen => {
    const key = `${fault.padEnd(12)} ${wire.padEnd(12)}`
    const known = seen.get(key) ?? { losses: 0, interruptions: 0, errors: 0, recoveriesMs: [] }
    seen.set(key, known)
    return known
  }

  return {
    watch(session, wire) {
      let lost: { readonly at: number; readonly fault: string } | undefined
      session.onStatusChanged(({ current: status }) => {
        if (status === 'reconnecting') {
          lost = { at: performance.now(), fault: current }
          of(current, wire).losses += 1
        }
        if (status !== 'connected' || !lost) return
        of(lost.fault, wire).recoveriesMs.push(performance.now() - lost.at)
        lost = undefined
      })
      session.onInterrupted(() => (of(lost?.fault ?? current, wire).interruptions += 1))
      session.onError(({ error }) => (of(lost?.fault ?? current, wire).errors += error.code === 150 ? 0 : 1))
    },
    began: (fault) => void (current = fault),
    interruptions: () => [...seen.values()].reduce((sum, { interruptions }) => sum + interruptions, 0),
    report: () =>
      [...seen]
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([key, of]) => `  ${key} ${lineOf(of)}`)
        .join('\n'),
  }
}

const lineOf = ({ losses, interruptions, errors, recoveriesMs }: Seen) =>
  `lines lost ${losses}, told to pages: ${interruptions} interruptions, ${errors} errors; open again ${percentiles(recoveriesMs)}`

export function percentiles(valuesMs: readonly number[]): string {
  const sorted = [...valuesMs].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}
