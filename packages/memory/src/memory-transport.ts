import { createChatBackend } from '@chat-transport/backend'
import type { ChatBackend, ChatBackendOptions } from '@chat-transport/backend'
import { linkedTransport } from '@chat-transport/core'
import type { ChatTransport, LinkedTransportOptions } from '@chat-transport/core'
import { createFaults, type Faults } from './faults/create-faults.ts'
import { createFarScript, type FarScript } from './script/far-script.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import { memoryLink } from './memory-link.ts'
import { createPlannedErrors } from './script/planned-errors.ts'
import { scriptedEntrance } from './script/scripted-entrance.ts'
import { withFaults } from './faults/with-faults.ts'

/** What `linkedTransport` takes; `clock` and `logger` are the back end's too. */
export interface MemoryTransportOptions extends Omit<LinkedTransportOptions, 'name' | 'open'> {
  /** The options of `createChatBackend`: hooks, limits, a store. @default its own */
  readonly backend?: ChatBackendOptions
  /** Makes what is left to chance in `faults` repeatable. @default the clock's random() */
  readonly seed?: number
}

/** A transport, and everything at the other end of it. */
export interface MemoryTransport extends ChatTransport {
  /** The script of the far side. */
  readonly far: FarScript
  /** What can go wrong on its lines. */
  readonly faults: Faults
  /** The back end in this page. `backend.close()` when done: until then it keeps its sessions, and a timer for each. */
  readonly backend: ChatBackend
}

/**
 * Chat with a back end in the same page. Pages that use the same transport are tabs, or reloads, before one server. Throws a
 * `TypeError` or `RangeError` that names a bad option.
 */
export function memoryTransport(options: MemoryTransportOptions = {}): MemoryTransport {
  if (typeof options !== 'object' || options === null) throw new TypeError('memoryTransport takes an object of options')
  const { backend: given, seed, ...policies } = options
  const { clock, logger } = policies
  const shared = { ...(clock && { clock }), ...(logger && { logger }) }
  const errors = createPlannedErrors({ ...shared, ...given })
  const backend = createChatBackend(errors.options)
  const faults = createFaults({ ...(clock && { clock }), ...(seed !== undefined && { seed }) })
  const entrance = scriptedEntrance(backend, errors)
  const link = memoryLink(entrance, { ...(clock && { clock }), ...heartbeat(policies) })
  return {
    ...linkedTransport({ ...policies, name: 'memory', open: withFaults(link, faults) }),
    far: createFarScript({ backend, faults, errors, settled: entrance.settled }),
    faults,
    backend,
  }
}

/** Well within what the transport takes for silence. */
function heartbeat({ silenceTimeoutMs }: Pick<LinkedTransportOptions, 'silenceTimeoutMs'>): HeartbeatOptions {
  return silenceTimeoutMs === undefined ? {} : { heartbeatMs: Math.max(1, silenceTimeoutMs / 3) }
}
