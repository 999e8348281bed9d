import { deferred } from '../platform/deferred.ts'
import { toJson } from '../platform/to-json.ts'
import { utf8Bytes } from '../platform/utf8-bytes.ts'
import type { SendCommand } from '../transport/link.ts'
import type { LineLife } from './line-life.ts'
import type { Liveness } from './liveness.ts'

export interface CommandWriting {
  readonly write: SendCommand
  readonly liveness: Liveness
  readonly life: LineLife
}

/**
 * Writes the commands of one line. A write that throws or rejects is a lost line; so is one that stays unacknowledged while
 * nothing arrives (`watchLiveness` says how long). Returns the link's own acknowledgement, where there is one; it rejects when
 * the line ends first. It may be ignored: the command's event tells what became of it.
 */
export function commandWriter({ write, liveness, life }: CommandWriting): SendCommand {
  const { signal, lost } = life
  return (command) => {
    if (signal.aborted) return Promise.reject(notOpen())
    try {
      const acknowledged = write(command)
      if (typeof acknowledged?.then !== 'function') return undefined
      const { promise, resolve, reject } = deferred<void>()
      const answered = liveness.awaiting({
        bytes: () => utf8Bytes(toJson(command)),
        lost: () => reject(notOpen()),
      })
      const acknowledge = () => {
        answered()
        resolve()
      }
      void Promise.resolve(acknowledged).then(acknowledge, (cause: unknown) => {
        reject(cause)
        lost(cause)
      })
      return promise
    } catch (cause) {
      lost(cause)
      throw cause
    }
  }
}

export const notOpen = () => new Error('unable to send: the line is not open')
