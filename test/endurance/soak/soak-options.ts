import type { CometdTransportType } from '@chat-transport/cometd'
import { wholeNumber } from '../support/whole-number.ts'
import type { SoakOptions } from './run-soak.ts'

/** The short soak, which is part of every test run. */
const short = { faults: 300, seed: 1 }

const wires: Readonly<Record<string, readonly CometdTransportType[]>> = {
  websocket: ['websocket'],
  'long-polling': ['long-polling'],
}
/** Where pages have both, a fault can also make them change from one to the other. */
const everyWire = [...Object.values(wires), ['websocket', 'long-polling']] as const

/** What `npm run soak` was told (it sets the environment), or the short soak. Throws where it makes no sense. */
export function soakOptions(environment: NodeJS.ProcessEnv): SoakOptions & { readonly timeoutMs: number } {
  const { SOAK_FAULTS, SOAK_SEED, SOAK_TRANSPORT } = environment
  const faults = SOAK_FAULTS === undefined ? short.faults : wholeNumber('--faults', SOAK_FAULTS)
  const seed = SOAK_SEED === undefined ? short.seed : wholeNumber('--seed', SOAK_SEED)
  const wire = SOAK_TRANSPORT === undefined ? undefined : wires[SOAK_TRANSPORT]
  if (SOAK_TRANSPORT !== undefined && !wire)
    throw new RangeError(`--transport must be one of ${Object.keys(wires).join(', ')}, not ${SOAK_TRANSPORT}`)
  return { faults, seed, wires: wire ? [wire] : everyWire, timeoutMs: 120_000 + faults * 100 }
}
