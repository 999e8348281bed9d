import type { OpenLink, SendCommand } from '@chat-transport/core'
import type { Faults } from './create-faults.ts'
import { openFaultyWire } from './faulty-wire.ts'

/**
 * Wraps a link so that `faults` can disturb it, for demos and tests. (A browser's "offline" switch does not touch WebSockets
 * that are open.) Without faults everything passes unchanged.
 */
export function withFaults(open: OpenLink, faults: Faults): OpenLink {
  return async (attach, page) => {
    if (page.signal.aborted) throw page.signal.reason
    if (faults.plan.refuse) throw new Error('unable to open the line: it was refused')
    const { line, up, down } = openFaultyWire(page, faults)
    /** Rejects each promise that can no longer be settled when the line has ended. */
    const waiting = new Set<(cause: unknown) => void>()
    const giveUp = () => waiting.forEach((reject) => reject(line.signal.reason))
    line.signal.addEventListener('abort', giveUp, { once: true })

    /** Runs `act` at the link's end, and settles as it does when the result has come back. */
    const carry = <Result>(act: () => Result | Promise<Result>): Promise<Result> =>
      new Promise<Result>((resolve, reject) => {
        if (line.signal.aborted) return reject(line.signal.reason)
        waiting.add(reject)
        const back = (settle: () => void) =>
          down(() => {
            waiting.delete(reject)
            settle()
          })
        up(() => {
          const done = new Promise<Result>((settle) => settle(act()))
          done.then(
            (result) => back(() => resolve(result)),
            (cause: unknown) => back(() => reject(cause)),
          )
        })
      })

    const send: SendCommand = await carry(() => open(attach, line))
    return (command) => carry(() => send(command))
  }
}
