import { createChatBackend } from '@chat-transport/backend'
import type { ChatBackend, ChatBackendOptions } from '@chat-transport/backend'
import { checkOptions, guards, linkedTransport, linkedTransportGuards } from '@chat-transport/core'
import type { ChatTransport, LinkedTransportOptions } from '@chat-transport/core'
import { createFaults, withFaults } from '@chat-transport/faults'
import type { Faults } from '@chat-transport/faults'
import { createFarScript, type FarScript } from './script/far-script.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import { memoryLink } from './memory-link.ts'
import { createPlannedErrors } from './script/planned-errors.ts'
import { scriptedAttachHandler } from './script/scripted-attach-handler.ts'

/** The options of `linkedTransport`. The back end uses the same `clock` and `logger`. */
export interface MemoryTransportOptions extends Omit<LinkedTransportOptions, 'name' | 'open'> {
  /** The options of `createChatBackend`: hooks, limits, a store. @default its defaults */
  readonly backend?: ChatBackendOptions
  /** Makes the random choices of `faults` repeatable. @default the clock's random() */
  readonly seed?: number
}

/** A transport, and controls for everything at its other end. */
export interface MemoryTransport extends ChatTransport {
  /** The script of the far side. */
  readonly far: FarScript
  /** The faults on its lines. */
  readonly faults: Faults
  /** The back end in this page. Call `backend.close()` when done: until then it keeps its sessions, and a timer for each. */
  readonly backend: ChatBackend
}

/**
 * A transport to a back end in the same page. Pages that share a transport are tabs or reloads on one server. Throws a
 * `TypeError` or `RangeError` that names a bad option.
 */
export function memoryTransport(options: MemoryTransportOptions = {}): MemoryTransport {
  checkOptions('memoryTransport', options, {
    ...linkedTransportGuards,
    unsupported: guards.optional(guards.list(guards.string)),
    backend: guards.optional(guards.object),
    seed: guards.optional(guards.numberThat('a whole number', Number.isSafeInteger)),
  })
  const { backend: given, seed, ...policies } = options
  const { clock, logger } = policies
  const shared = { ...(clock && { clock }), ...(logger && { logger }) }
  const errors = createPlannedErrors({ ...shared, ...given })
  const backend = createChatBackend(errors.options)
  const faults = createFaults({ ...(clock && { clock }), ...(seed !== undefined && { seed }) })
  const attachHandler = scriptedAttachHandler(backend, errors)
  const link = memoryLink(attachHandler, { ...(clock && { clock }), ...heartbeat(policies) })
  return {
    ...linkedTransport({ ...policies, name: 'memory', open: withFaults(link, faults) }),
    far: createFarScript({ backend, faults, errors, settled: attachHandler.settled }),
    faults,
    backend,
  }
}

/** A heartbeat well within the transport's `silenceTimeoutMs`. */
function heartbeat({ silenceTimeoutMs }: Pick<LinkedTransportOptions, 'silenceTimeoutMs'>): HeartbeatOptions {
  return silenceTimeoutMs === undefined ? {} : { heartbeatMs: Math.max(1, silenceTimeoutMs / 3) }
}
