import { wholeNumber } from '../support/whole-number.ts'
import { attacks } from './attacks.ts'

export interface HostileOptions {
  readonly visitors: number
  readonly seconds: number
  /** Between an answer and a visitor's next question. */
  readonly pauseMs: number
  /** The attacks to run at the same time. */
  readonly names: readonly string[]
  /** What the server's store may take. In a few seconds an attack fills only a small one. */
  readonly maxTotalBytes: number
  /** How long a newcomer waits for a chat. */
  readonly newcomerPatienceMs: number
  /** Whether the visitors' waits decide too. */
  readonly isMeasured: boolean
  readonly timeoutMs: number
}

type Environment = NodeJS.ProcessEnv

const [second, megabyte] = [1_000, 1024 * 1024]

/** What `npm run load -- --hostile` was told (it sets the environment), or the small attack that is part of every test run. */
export function hostileOptions(environment: Environment): HostileOptions {
  const { HOSTILE_VISITORS, HOSTILE_SECONDS, HOSTILE_PAUSE, HOSTILE_ONLY } = environment
  const seconds = wholeNumber('--seconds', HOSTILE_SECONDS ?? '5')
  const isMeasured = HOSTILE_VISITORS !== undefined
  return {
    visitors: wholeNumber('--visitors', HOSTILE_VISITORS ?? '50'),
    seconds,
    pauseMs: wholeNumber('--pause', HOSTILE_PAUSE ?? '1000'),
    names: HOSTILE_ONLY ? HOSTILE_ONLY.split(',').map(requireAttack) : Object.keys(attacks),
    maxTotalBytes: (isMeasured ? 256 : 8) * megabyte,
    newcomerPatienceMs: (isMeasured ? 10 : 20) * second,
    isMeasured,
    timeoutMs: 180 * second + seconds * 3 * second,
  }
}

function requireAttack(name: string): string {
  if (name in attacks) return name
  throw new RangeError(`--only must name attacks of ${Object.keys(attacks).join(', ')}, not ${name}`)
}
