import { abortable } from '../platform/deferred.ts'
import { toJson } from '../platform/to-json.ts'
import type { ChatCommand } from '../protocol/protocol.ts'
import type { SendCommand } from '../transport/link.ts'
import type { LineLife } from './line-life.ts'
import type { Liveness } from './liveness.ts'

export interface CommandWriting {
  readonly write: SendCommand
  readonly liveness: Liveness
  readonly life: LineLife
}

/**
 * Writes one command. A write that throws or rejects is a lost line; so is one that stays unacknowledged while nothing arrives
 * (`watchLiveness` says how long). Returns the link's own acknowledgement, where there is one; it rejects when the line ends first. It may be
 * ignored: the command's event tells what became of it.
 */
export function writeCommand(command: ChatCommand, { write, liveness, life }: CommandWriting): void | Promise<void> {
  const { signal, lost } = life
  if (signal.aborted) return Promise.reject(notOpen())
  try {
    const acknowledged = write(command)
    if (typeof acknowledged?.then !== 'function') return undefined
    const written = abortable(acknowledged, signal, notOpen)
    written.catch(() => undefined) // Said below: a caller that waits still gets the rejection.
    Promise.resolve(acknowledged)
      .then(liveness.awaiting(toJson(command).length))
      .catch(lost)
    return written
  } catch (cause) {
    lost(cause)
    throw cause
  }
}

export const notOpen = () => new Error('unable to send: the line is not open')
