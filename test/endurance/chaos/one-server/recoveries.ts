import type { CometdTransportType } from '@chat-transport/cometd'
import type { ChatSession } from '@chat-transport/core'

/** How long visitors were without a server, and what they were told of it. */
export interface Recoveries {
  watch(session: ChatSession, wire: CometdTransportType): void
  /** The server is dead from now on. */
  died(): void
  /** It listens again. */
  isBack(): void
  report(): string
}

interface Seen {
  /** From the death of the server to the visitor's line being open again, in milliseconds. */
  readonly sinceDeathMs: number[]
  /** The same, from when the server listened again. */
  readonly sinceReturnMs: number[]
  losses: number
  interruptions: number
}

export function createRecoveries(): Recoveries {
  const seen = new Map<CometdTransportType, Seen>()
  let diedAt = 0
  let backAt = 0

  return {
    watch(session, wire) {
      const of = seen.get(wire) ?? { sinceDeathMs: [], sinceReturnMs: [], losses: 0, interruptions: 0 }
      seen.set(wire, of)
      session.onStatusChanged(({ current, previous }) => {
        if (current === 'reconnecting') of.losses += 1
        if (current !== 'connected' || (previous !== 'reconnecting' && previous !== 'interrupted')) return
        of.sinceDeathMs.push(performance.now() - diedAt)
        of.sinceReturnMs.push(Math.max(0, performance.now() - backAt))
      })
      session.onInterrupted(() => (of.interruptions += 1))
    },
    died: () => void (diedAt = performance.now()),
    isBack: () => void (backAt = performance.now()),
    report: () => [...seen].map(([wire, of]) => lineOf(wire, of)).join('\n'),
  }
}

const lineOf = (wire: string, { sinceDeathMs, sinceReturnMs, losses, interruptions }: Seen) =>
  `  ${wire.padEnd(12)}  lines lost ${losses}, told to the page (150) ${interruptions}; open again after the server's death ` +
  `${percentiles(sinceDeathMs)}, after its return ${percentiles(sinceReturnMs)}`

function percentiles(valuesMs: readonly number[]): string {
  const sorted = [...valuesMs].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
}
