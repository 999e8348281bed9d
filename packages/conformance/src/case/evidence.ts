import { farSideVerbs } from '../far-side/far-side.ts'
import type { FarSide, FarSideEffects, FarSideVerb, RequestPlan } from '../far-side/far-side.ts'
import { HarnessError, inspect } from './outcome.ts'
import type { Trace } from './trace.ts'

/** Something that a case did to the far side and that has not arrived. */
export interface Miss {
  /** What did not arrive, as a sentence. */
  readonly what: string
  /** `wire`: although lines were open, so it is the harness that has failed. `nobody`: no line was open. `plan`: it never came to it. */
  readonly why: 'wire' | 'nobody' | 'plan'
}

/** The far side for one case, and the proof that what the case does to it arrives there. */
export interface Evidence {
  /** Whatever disturbs the transport through this must have an effect, or the case has tested nothing. */
  readonly far: FarSide
  /** The same far side, for what may reach nobody. */
  readonly mayMiss: FarSide
  /** What has not arrived. Asked when the case is over. */
  misses(): Promise<readonly Miss[]>
}

/** The verbs that resolve with the number of lines or connections that they have reached. */
const counted = {
  cut: 'cut',
  closeCleanly: 'closed',
  silence: 'silenced',
  sendGarbage: 'was sent on',
  send: 'was sent on',
} as const
type CountedVerb = keyof typeof counted

/** Verbs that a wrong transport can make fail: its session may be over. When another fails, it is the harness that is wrong. */
const sessionVerbs: ReadonlySet<FarSideVerb> = new Set(['say', 'send', 'end', 'expire'])
/** Verbs that cases call again and again while they wait. */
const watching: ReadonlySet<FarSideVerb> = new Set([
  'attaches',
  'commands',
  'sessions',
  'confirmed',
  'lines',
  'effects',
])

/**
 * Counts at the far side what a case does to it, for every case alike. Each verb is written to the trace before it is called.
 * `mustGoOn` throws when the case is over.
 */
export function gatherEvidence(far: FarSide, trace: Trace, mustGoOn: () => void): Evidence {
  const planned = { attachPlans: 0, commandPlans: 0, skips: 0 }
  const misses: Miss[] = []
  /** The number of attaches received when lines began to be refused. */
  let refusedSince: number | undefined
  const requests = requestsDue(misses)

  async function call(verb: FarSideVerb, args: readonly unknown[]): Promise<unknown> {
    mustGoOn()
    if (!watching.has(verb)) trace.note('far side', verb, ...args)
    try {
      // A copy: if the wire passes objects by reference, the case still notices changes made in place.
      return await (far[verb] as (...args: unknown[]) => Promise<unknown>)(...structuredClone(args))
    } catch (cause) {
      if (sessionVerbs.has(verb)) throw cause
      throw new HarnessError(`${verb}() of the far side has failed: ${inspect(cause)}`)
    }
  }
  async function reached(verb: CountedVerb, args: readonly unknown[]): Promise<unknown> {
    const number = countOf(verb, await call(verb, args))
    if (number > 0 || (verb === 'silence' && args[0] === false)) return number
    const open = await far.lines()
    const lines = open === 1 ? '1 line was open' : `${open} lines were open`
    trace.note('far side', `${verb} has reached nothing; ${lines}`)
    const what = `${verb}() ${counted[verb]} 0 ${verb === 'send' ? 'lines' : 'connections'}, while ${lines}`
    misses.push({ what, why: open > 0 ? 'wire' : 'nobody' })
    return number
  }
  /** No line may have been opened meanwhile. */
  async function endRefusal(): Promise<void> {
    if (refusedSince === undefined) return
    const opened = (await far.attaches()).length - refusedSince
    refusedSince = undefined
    if (opened > 0)
      misses.push({ what: `refuseLines(true) let ${opened} attaches through on lines opened afterwards`, why: 'wire' })
  }
  async function refuseLines(refused: unknown): Promise<unknown> {
    await endRefusal()
    const number = countOf('refuseLines', await call('refuseLines', [refused]))
    if (refused === true) refusedSince = (await far.attaches()).length
    return number
  }
  const counting = (verb: FarSideVerb, kind: keyof FarSideEffects) => (what: unknown) => {
    planned[kind] += Array.isArray(what) ? what.length : 1
    return call(verb, [what])
  }
  const proven: Partial<Record<FarSideVerb, (...args: unknown[]) => Promise<unknown>>> = {
    cut: () => reached('cut', []),
    closeCleanly: () => reached('closeCleanly', []),
    silence: (...args) => reached('silence', args),
    sendGarbage: (...args) => reached('sendGarbage', args),
    send: (...args) => reached('send', args),
    refuseLines,
    async planRequests(plans) {
      const used = (await call('planRequests', [plans])) as number | null
      requests.planned(plans as readonly RequestPlan[], used)
      return used
    },
    planAttaches: counting('planAttaches', 'attachPlans'),
    planCommands: counting('planCommands', 'commandPlans'),
    skip: counting('skip', 'skips'),
  }
  const verbs = (of: (verb: FarSideVerb) => (...args: unknown[]) => Promise<unknown>) =>
    Object.fromEntries(farSideVerbs.map((verb) => [verb, of(verb)])) as unknown as FarSide
  const plain =
    (verb: FarSideVerb) =>
    (...args: unknown[]) =>
      call(verb, args)
  return {
    far: verbs((verb) => proven[verb] ?? plain(verb)),
    mayMiss: verbs(plain),
    async misses() {
      await endRefusal()
      requests.planned([], await far.planRequests([]))
      return [...misses, ...unplayed(planned, await far.effects())]
    },
  }
}

/** Compares the requests that a case plans with those that come, if requests carry commands. */
function requestsDue(misses: Miss[]) {
  /** What follows the last that is treated in a special way may come or not. */
  let due = 0
  return {
    /** `used` says how many of the plans before have been used. */
    planned(plans: readonly RequestPlan[], used: number | null): void {
      const missing = used === null ? 0 : due - used
      if (missing > 0)
        misses.push({ what: `${missing} of ${due} requests planned by planRequests() never came`, why: 'plan' })
      due = Math.max(plans.lastIndexOf('hold'), plans.lastIndexOf('fail')) + 1
    },
  }
}

/** What a verb says of how many it has reached. */
export function countOf(verb: FarSideVerb, number: unknown): number {
  if (Number.isSafeInteger(number) && Number(number) >= 0) return Number(number)
  throw new HarnessError(
    `${verb}() of the far side must resolve with the number of connections that it has reached, got ${inspect(number)}`,
  )
}

function unplayed(planned: FarSideEffects, happened: FarSideEffects): Miss[] {
  const kinds = [
    ['attachPlans', 'attaches', 'planned by planAttaches()'],
    ['commandPlans', 'commands', 'planned by planCommands()'],
    ['skips', 'events', 'to be withheld by skip()'],
  ] as const
  return kinds.flatMap(([kind, things, how]): Miss[] => {
    const missing = planned[kind] - happened[kind]
    return missing > 0 ? [{ what: `${missing} of ${planned[kind]} ${things} ${how} never came`, why: 'plan' }] : []
  })
}
