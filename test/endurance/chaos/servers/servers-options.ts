import { wholeNumber } from '../../support/whole-number.ts'

export interface ServersOptions {
  readonly servers: number
  /** How many faults there are, unless the minutes are over before. */
  readonly faults: number
  readonly minutes: number
  /** All servers are renewed so often, and nothing else happens. 0: the faults above. */
  readonly deploys: number
  /** Faults of these kinds alone. Empty: all of them. */
  readonly only: readonly string[]
  /** Chats that are under way. */
  readonly chats: number
  readonly seed: number
  /** How many replicas must have what was said. */
  readonly replicas: number
  /** How many replicas there are beyond those. */
  readonly spare: number
  /** When Valkey writes to its disk. */
  readonly fsync: 'always' | 'everysec' | 'no'
}

/** The short run, which is part of every test run: each kind of fault once. */
const short = { servers: 3, faults: 4, minutes: 60, deploys: 0, chats: 8, seed: 1, replicas: 1, spare: 1 }
const fsyncs = ['always', 'everysec', 'no'] as const

/** What `npm run chaos -- --servers 3` was told (it sets the environment), or the short run. Throws where it makes no sense. */
export function serversOptions(environment: NodeJS.ProcessEnv): ServersOptions & { readonly timeoutMs: number } {
  const number = (name: keyof typeof short) => {
    const given = environment[`CHAOS_${name.toUpperCase()}`]
    return given === undefined ? short[name] : wholeNumber(`--${name}`, given)
  }
  const fsync = fsyncs.find((each) => each === (environment['CHAOS_FSYNC'] ?? 'everysec'))
  if (!fsync) throw new RangeError(`--fsync: expected ${fsyncs.join(', ')}, got ${environment['CHAOS_FSYNC']}`)
  const faults = number('faults')
  return {
    ...{
      servers: number('servers'),
      faults,
      minutes: number('minutes'),
      deploys: number('deploys'),
      chats: number('chats'),
    },
    ...{ seed: number('seed'), replicas: number('replicas'), spare: number('spare'), fsync },
    only: environment['CHAOS_ONLY']?.split(',') ?? [],
    timeoutMs: 180_000 + faults * 60_000,
  }
}
