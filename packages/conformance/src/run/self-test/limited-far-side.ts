import { HarnessError, inspect } from '../../case/outcome.ts'
import { farSideVerbs, type FarSide } from '../../far-side/far-side.ts'
import { within } from '../within.ts'

/** The same far side: a verb that fails, or hangs, is an error of the harness. */
export function limitedFarSide(far: FarSide, limitMs: number): FarSide {
  const entries = farSideVerbs.map((verb) => {
    const tooLate = () => new HarnessError(`${verb}() of the far side was not over after ${limitMs} ms`)
    const failed = (cause: unknown): never => {
      if (cause instanceof HarnessError) throw cause
      throw new HarnessError(`${verb}() of the far side has failed: ${inspect(cause)}`)
    }
    const call = async (...args: unknown[]) => (far[verb] as (...args: unknown[]) => Promise<unknown>)(...args)
    return [verb, (...args: unknown[]) => within(limitMs, () => call(...args), tooLate).catch(failed)]
  })
  return Object.fromEntries(entries) as FarSide
}
