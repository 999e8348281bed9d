import fc from 'fast-check'
import { live } from './live.ts'
import { describeStep } from './perform.ts'
import { histories, type History, type Step } from './steps.ts'
import type { Alterations } from './world/world.ts'

export interface CheckOptions {
  readonly runs: number
  /** The seed of the histories, to repeat a failure. @default a random one */
  readonly seed?: number | undefined
  readonly alterations?: Alterations
  /** Steps that shall happen often. */
  readonly favored?: readonly Step['does'][] | undefined
  /** `false`: report the first failure without shrinking it. @default true */
  readonly shrink?: boolean
}

/** A history that breaks a promise. */
export interface Failure {
  readonly history: History
  readonly wrongs: readonly string[]
  /** The number of histories played before it was found. */
  readonly tried: number
  /** For the reader: what is wrong, the shrunk steps, and how to play them again. */
  readonly report: string
}

const timeLimitMs = 100_000

/** Plays random histories until one breaks a promise, and shrinks that one. */
export async function findFailure({
  runs,
  seed,
  alterations,
  favored,
  shrink = true,
}: CheckOptions): Promise<Failure | undefined> {
  const keepsItsPromises = fc.asyncProperty(histories(favored), async (one) => {
    const wrongs = await live(one, alterations)
    if (wrongs.length > 0) throw new Error(wrongs.join('; '))
  })
  const details = await fc.check(keepsItsPromises, {
    numRuns: runs,
    endOnFailure: !shrink,
    // A history that could be shrunk further is better than a test that times out and shows none.
    interruptAfterTimeLimit: timeLimitMs,
    ...(seed !== undefined && { seed }),
  })
  if (!details.failed && details.interrupted) {
    throw new Error(`nothing was found in ${details.numRuns} of ${runs} histories: there was no time for more`)
  }
  if (!details.failed) return undefined
  const [found] = details.counterexample ?? []
  if (!found) throw new Error('fast-check has failed without an example')
  // Played once more, so that the report is about exactly this history.
  const wrongs = await live(found, alterations)
  const report = [
    `after ${details.numRuns} histories (seed ${details.seed}), shrunk ${details.numShrinks} times:`,
    ...wrongs.map((wrong) => `  ✗ ${wrong}`),
    `  the chance in it is drawn from ${found.seed}; page 0 is open from the beginning`,
    ...found.steps.map((step, number) => `  ${number + 1}. ${describeStep(step)}`),
    ...(wrongs.length > 0 ? [] : [`  played again it went well: ${String(details.errorInstance)}`]),
  ].join('\n')
  return { history: found, wrongs, tried: details.numRuns, report }
}
