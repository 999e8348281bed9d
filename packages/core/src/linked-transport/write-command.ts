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
  try {
    const acknowledged = write(command)
    if (typeof acknowledged?.then !== 'function') return undefined
    const promise = Promise.resolve(acknowledged)
    const written = new Promise<void>((resolve, reject) => {
      const forget = life.whenOver(() => reject(notOpen()))
      void promise.then(resolve, reject).then(forget)
    })
    promise
      .catch(life.lost)
      .then(liveness.awaiting(toJson(command).length))
      .catch(life.lost)
    written.catch(() => undefined) // Said so above: a caller that waits still gets the rejection.
    return written
  } catch (cause) {
    life.lost(cause)
    throw cause
  }
}

export const notOpen = () => new Error('unable to send: the line is not open')
