import type { AttachPlan, CommandPlan, FarSideEffects, Skip } from './far-side.ts'
import type { InterceptedLine } from './intercepted-line.ts'

export type HoldEnd = 'planned anew' | 'reset'

/** How a case wants the next attaches, commands and events to be treated. */
export interface FarSidePlans {
  /** `undefined`: as usual. Whoever has carried a plan out calls `attachTreated`. */
  nextAttach(): AttachPlan | undefined
  nextCommand(): CommandPlan | undefined
  attachTreated(): void
  commandTreated(): void
  /** How much of what was planned has happened. */
  effects(): FarSideEffects
  /** Resolves when held attaches are released, with the reason. */
  released(): Promise<HoldEnd>
  /** Replaces the plans for attaches and ends their holds. */
  planAttaches(plans: readonly AttachPlan[]): void
  planCommands(plans: readonly CommandPlan[]): void
  /** Keeps a transcript event back from these lines and from later lines of its session. */
  skip(what: Skip, openLines: readonly InterceptedLine[]): void
  /** Applies the skips of the session to a new line. */
  applySkips(line: InterceptedLine, sessionId: string): void
  /** Drops every plan and ends every hold, and counts from 0. */
  reset(): void
}

/** A skip, the number of lines from which the event is still to be withheld, and whether it ever was. */
type LiveSkip = Skip & { left: number; state: 'planned' | 'withheld' }

export function createFarSidePlans(): FarSidePlans {
  let attachPlans: AttachPlan[] = []
  let commandPlans: CommandPlan[] = []
  let skips: LiveSkip[] = []
  let [attachPlansDone, commandPlansDone] = [0, 0]
  let hold = new AbortController()

  function endHolds(why: HoldEnd): void {
    hold.abort(why)
    hold = new AbortController()
  }
  function applySkip(skip: LiveSkip, line: InterceptedLine): void {
    if (skip.left === 0) return
    skip.left--
    line.skip(skip.index, () => (skip.state = 'withheld'))
  }
  return {
    nextAttach: () => attachPlans.shift(),
    nextCommand: () => commandPlans.shift(),
    attachTreated: () => void attachPlansDone++,
    commandTreated: () => void commandPlansDone++,
    effects: () => ({
      attachPlans: attachPlansDone,
      commandPlans: commandPlansDone,
      skips: skips.filter(({ state }) => state === 'withheld').length,
    }),
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
      const skip: LiveSkip = { ...what, left: what.lines, state: 'planned' }
      skips.push(skip)
      for (const line of openLines) applySkip(skip, line)
    },
    applySkips(line, sessionId) {
      for (const skip of skips) if (skip.sessionId === sessionId) applySkip(skip, line)
    },
    reset() {
      ;[attachPlans, commandPlans, skips] = [[], [], []]
      ;[attachPlansDone, commandPlansDone] = [0, 0]
      endHolds('reset')
    },
  }
}
