import { conformanceCases, createJudge, type RuleId } from '@chat-transport/conformance'
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
  readonly failed: readonly { readonly rule: RuleId; readonly id: string; readonly because: string }[]
}

/** Longer than the defaults, because several processes share the machine. */
const timing = { interruptionTimeoutMs: 500, silenceTimeoutMs: 300, openTimeoutMs: 500 }

/** Runs the kit on one target, in a process of its own: until a rule fails that has to, or to the end. */
export async function judgeTarget(start: StartTarget): Promise<void> {
  const { wrapper, blames, rules } = JSON.parse(process.argv[2] ?? '{}') as Assignment
  const harness = { timing, ...(await start(wrapper)) }
  const judge = createJudge(harness)
  const failed: Judgement['failed'][number][] = []
  for (const each of conformanceCases(harness)) {
    if (rules && !rules.includes(each.rule)) continue
    const { verdict, rule, id, because = '' } = await judge.judge(each)
    if (verdict !== 'failed') continue
    failed.push({ rule, id, because })
    if (blames.includes(rule)) break
  }
  process.send?.({ failed } satisfies Judgement, () => process.exit(0))
}
