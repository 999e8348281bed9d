import { brokenLink, brokenTransport, changedLink, changedTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'
import type { LinkLine, OpenLink } from '@chat-transport/core'

/** How the wire in memory says that the far end has closed the line. */
const isClean = (cause: unknown): boolean => String(cause).includes('the far end closed the line')

const unlessClean = (cause: unknown, line: LinkLine) => {
  if (!isClean(cause)) line.lost(cause)
}
const silentAboutIt = (open: OpenLink) => changedLink(open, () => ({ lost: unlessClean }))

/** A far end that closes its lines cleanly: L3, T5 and T11. */
export const brokenAtCleanClose: readonly BrokenTransport[] = [
  brokenLink(
    'L3',
    { name: 'silent-about-a-clean-close', bug: 'reports only a connection that has failed' },
    silentAboutIt,
  ),
  brokenTransport(
    'T5',
    { name: 'waits-for-silence-after-a-clean-close', bug: 'notices a clean close only by the silence after it' },
    ({ open, correct }) => correct({ open: silentAboutIt(open) }),
  ),
  brokenTransport(
    'T5',
    { name: 'clean-close-without-a-cause', bug: 'gives no cause for a line that was closed cleanly' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity({ cause, ...told }) {
            page.onConnectivity({ ...told, ...(cause && !isClean(cause) && { cause }) })
          },
        },
      })),
  ),
  brokenTransport(
    'T11',
    { name: 'clean-close-is-the-end', bug: 'takes a clean close for the end of the session' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => ({
        listener: {
          onConnectivity(told) {
            if (!isClean(told.cause)) return page.onConnectivity(told)
            connection.close()
            page.onConnectivity({ current: 'closed', previous: told.previous, since: 0 })
          },
        },
      })),
  ),
  brokenTransport(
    'T11',
    { name: 'one-clean-close', bug: 'attaches again after the first clean close, and not after the second' },
    ({ correct }) => {
      return changedTransport(correct(), (page, connection) => {
        let closed = 0
        return {
          listener: {
            onConnectivity(told) {
              page.onConnectivity(told)
              if (isClean(told.cause) && ++closed > 1) connection.close()
            },
          },
        }
      })
    },
  ),
]
