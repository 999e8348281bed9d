import { wholeNumber } from '../support/whole-number.ts'
import { attacks } from './attacks.ts'

export interface HostileOptions {
  readonly visitors: number
  readonly seconds: number
  /** Between an answer and a visitor's next question. */
  readonly pauseMs: number
  /** The attacks to run at the same time. */
  readonly names: readonly string[]
  /** Whether the visitors' waits decide too: the machine may be busy with other tests otherwise. */
  readonly isMeasured: boolean
  readonly timeoutMs: number
}

type Environment = NodeJS.ProcessEnv

/** What `npm run load -- --hostile` was told (it sets the environment), or the small attack that is part of every test run. */
export function hostileOptions({ HOSTILE_VISITORS, HOSTILE_SECONDS, HOSTILE_PAUSE, HOSTILE_ONLY }: Environment) {
  const visitors = wholeNumber('--visitors', HOSTILE_VISITORS ?? '50')
  const seconds = wholeNumber('--seconds', HOSTILE_SECONDS ?? '5')
  const pauseMs = wholeNumber('--pause', HOSTILE_PAUSE ?? '1000')
  const names = HOSTILE_ONLY ? HOSTILE_ONLY.split(',') : Object.keys(attacks)
  const unknown = names.find((name) => !(name in attacks))
  if (unknown) throw new RangeError(`--only must name attacks of ${Object.keys(attacks).join(', ')}, not ${unknown}`)
  const isMeasured = HOSTILE_VISITORS !== undefined
  return {
    visitors,
    seconds,
    pauseMs,
    names,
    isMeasured,
    timeoutMs: 120_000 + seconds * 3_000,
  } satisfies HostileOptions
}
