import type { AttachPlan, CommandPlan, Skip } from './far-side.ts'
import type { InterceptedLine } from './intercepted-line.ts'

export type HoldEnd = 'planned anew' | 'reset'

/** How a case wants the next attaches, commands and events to be treated. */
export interface FarSidePlans {
  nextAttach(): AttachPlan
  nextCommand(): CommandPlan | undefined
  /** Resolves when held attaches are released, with the reason. */
  released(): Promise<HoldEnd>
  /** Replaces the plans for attaches and ends their holds. */
  planAttaches(plans: readonly AttachPlan[]): void
  planCommands(plans: readonly CommandPlan[]): void
  /** Keeps a transcript event back from these lines and from later lines of its session. */
  skip(what: Skip, openLines: readonly InterceptedLine[]): void
  /** Applies the skips of the session to a new line. */
  applySkips(line: InterceptedLine, sessionId: string): void
  /** Drops every plan and ends every hold. */
  reset(): void
}

export function createFarSidePlans(): FarSidePlans {
  let attachPlans: AttachPlan[] = []
  let commandPlans: CommandPlan[] = []
  let skips: (Skip & { left: number })[] = []
  let hold = new AbortController()

  function endHolds(why: HoldEnd): void {
    hold.abort(why)
    hold = new AbortController()
  }
  function applySkip(skip: Skip & { left: number }, line: InterceptedLine): void {
    if (skip.left === 0) return
    skip.left--
    line.skip(skip.index)
  }
  return {
    nextAttach: () => attachPlans.shift() ?? { type: 'answer' },
    nextCommand: () => commandPlans.shift(),
    released() {
      const { signal } = hold
      return new Promise((resolve) =>
        signal.addEventListener('abort', () => resolve(signal.reason as HoldEnd), { once: true }),
      )
    },
    planAttaches(plans) {
      attachPlans = [...plans]
      endHolds('planned anew')
    },
    planCommands(plans) {
      commandPlans = [...plans]
    },
    skip(what, openLines) {
      const skip = { ...what, left: what.lines }
      skips.push(skip)
      for (const line of openLines) applySkip(skip, line)
    },
    applySkips(line, sessionId) {
      for (const skip of skips) if (skip.sessionId === sessionId) applySkip(skip, line)
    },
    reset() {
      ;[attachPlans, commandPlans, skips] = [[], [], []]
      endHolds('reset')
    },
  }
}
