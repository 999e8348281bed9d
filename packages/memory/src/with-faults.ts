import type { OpenLink, SendCommand } from '@chat-transport/core'
import type { Faults } from './create-faults.ts'
import { openFaultyWire } from './faulty-wire.ts'

/**
 * The same link with things going wrong as `faults` says: for demos and for finding out what a page does then. A browser's
 * own "offline" switch does not touch WebSockets that are open. Without faults everything passes as it is.
 */
export function withFaults(open: OpenLink, faults: Faults): OpenLink {
  return async (attach, page) => {
    page.signal.throwIfAborted()
    if (faults.plan.refuse) throw new Error('unable to open the line: it was refused')
    const { line, up, down } = openFaultyWire(page, faults)

    /** Settles as `act` does, once that has passed both ways; rejects if the line ends before. */
    const carry = <Result>(act: () => Result | Promise<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        const over = () => reject(line.signal.reason)
        if (line.signal.aborted) return over()
        line.signal.addEventListener('abort', over, { once: true })
        const back = (settle: () => void) =>
          down(() => {
            line.signal.removeEventListener('abort', over)
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
