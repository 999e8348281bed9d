import type { RequestPlan } from './far-side.ts'

/** For a wire that carries commands in requests of their own: what the cases plan for them. */
export interface RequestPlans {
  /** To be asked with each request that carries commands. Resolves when it is to be passed on, or with `fail` to be answered with an error. */
  next(): Promise<'pass' | 'fail'>
  /** The verb of the wire. */
  planRequests(plans: readonly RequestPlan[]): Promise<number>
}

/** Plans for the next requests of a far side, one each, in the order planned. */
export function createRequestPlans(): RequestPlans {
  let plans: RequestPlan[] = []
  let used = 0
  const held: (() => void)[] = []
  return {
    async next() {
      const plan = plans.shift()
      if (plan) used++
      if (plan === 'hold') await new Promise<void>((release) => held.push(release))
      return plan === 'fail' ? 'fail' : 'pass'
    },
    async planRequests(next) {
      const usedBefore = used
      ;[plans, used] = [[...next], 0]
      for (const release of held.splice(0)) release()
      return usedBefore
    },
  }
}
