import {
  conformanceCases,
  createJudge,
  type ConformanceCase,
  type Harness,
  type RuleId,
  type Verdict,
} from '@chat-transport/conformance'
import type { StartTarget } from '../targets/target.ts'

/** The argument of a judging process, in JSON. */
export interface Assignment {
  readonly wrapper?: string | undefined
  /** The kit may stop at the first failure of one of them. */
  readonly blames: readonly RuleId[]
  /** Whose cases are run. @default all */
  readonly rules?: readonly RuleId[] | undefined
}

/** What a judging process tells, before it ends with code 0. */
export interface Judgement {
  readonly failed: readonly Fault[]
  /** The first case that did not pass for another reason: the kit does not call such a transport right. */
  readonly stopped?: Fault
}

interface Fault {
  readonly rule: RuleId
  readonly id: string
  readonly because: string
}

const harmless: readonly Verdict[] = ['passed', 'not offered']

/** Longer than the defaults, because several processes share the machine. */
const timing = { interruptionTimeoutMs: 500, silenceTimeoutMs: 300, openTimeoutMs: 500 }

/** Runs the kit on one target, in a process of its own. */
export async function judgeTarget(start: StartTarget): Promise<void> {
  const assignment = JSON.parse(process.argv[2] ?? '{}') as Assignment
  const harness = { timing, ...(await start(assignment.wrapper)) }
  process.send?.(await judged(harness, assignment), () => process.exit(0))
}

/** Until a rule fails that has to, or to the end. */
async function judged(harness: Harness, { blames, rules }: Assignment): Promise<Judgement> {
  const judge = createJudge(harness)
  const failed: Fault[] = []
  let stopped: Fault | undefined
  const isChosen = ({ rule }: ConformanceCase) => rules?.includes(rule) ?? true
  for (const each of conformanceCases(harness).filter(isChosen)) {
    const { verdict, rule, id, because = '' } = await judge.judge(each)
    if (verdict === 'failed') failed.push({ rule, id, because })
    else if (!harmless.includes(verdict)) stopped ??= { rule, id, because: `${verdict}: ${because}` }
    if (verdict === 'failed' && blames.includes(rule)) break
  }
  return { failed, ...(stopped && { stopped }) }
}
