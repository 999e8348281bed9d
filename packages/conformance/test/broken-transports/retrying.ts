import { ChatError } from '@chat-transport/core'
import { brokenTransport, changedTransport, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

/** When to retry and when to close: T11. */
export const brokenRetrying: readonly BrokenTransport[] = [
  brokenTransport(
    'T11',
    { name: 'stops-after-one-failed-retry', bug: 'does not try again after two failures in a row' },
    ({ open, correct }) => {
      let failures = 0
      return correct({
        open: async (attach, line) => {
          try {
            if (failures >= 2) return await new Promise(() => undefined)
            const put = await open(attach, line)
            failures = 0
            return put
          } catch (cause) {
            failures++
            throw cause
          }
        },
      })
    },
  ),
  brokenTransport(
    'T11',
    { name: 'waits-for-an-answer', bug: 'waits forever for the answer to an attach' },
    ({ correct }) => correct({ openTimeoutMs: 600_000 }),
  ),
  brokenTransport(
    'T11',
    { name: 'gives-up-at-101', bug: 'closes when a re-attach is refused with 101' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => ({
        listener: {
          onRetry(retry) {
            if (retry.cause instanceof ChatError && retry.cause.code === 101) connection.close()
            else page.onRetry?.(retry)
          },
        },
      })),
  ),
  brokenTransport(
    'T11',
    { name: 'dials-after-the-end', bug: 'dials again after the end of the session' },
    ({ correct }) => {
      const transport = correct()
      return changedTransport(transport, (page, connection, attach) => {
        let ended = false
        return {
          listener: {
            onEvent(event) {
              ended ||= ['EventSessionEnded', 'EventSessionTaken'].includes(String(typeOf(event)))
              page.onEvent(event)
            },
            onConnectivity(told) {
              page.onConnectivity(told)
              if (!ended || told.current !== 'closed') return
              ended = false
              const again = transport.connect(
                { ...attach, take: false },
                { position: page.position, onEvent() {}, onConnectivity() {} },
              )
              connection.close = () => again.close()
            },
          },
        }
      })
    },
  ),
  brokenTransport(
    'T11',
    { name: 'dials-after-a-lost-race', bug: 'keeps asking for a session that another page holds' },
    ({ correct }) => {
      const transport = correct()
      return changedTransport(transport, (page, connection, attach) => ({
        listener: {
          onConnectivity(told) {
            page.onConnectivity(told)
            if (told.cause?.name !== 'InvalidStateError') return
            const again = transport.connect(attach, { position: 0, onEvent() {}, onConnectivity() {} })
            connection.close = () => again.close()
          },
        },
      }))
    },
  ),
  brokenTransport(
    'T11',
    { name: 'ends-without-a-word', bug: 'closes after a refusal without a cause' },
    ({ correct }) =>
      changedTransport(correct(), (page) => ({
        listener: {
          onConnectivity({ cause, ...told }) {
            const isTold = told.current !== 'closed' || (cause as { code?: unknown } | undefined)?.code === 152
            page.onConnectivity(isTold && cause ? { ...told, cause } : told)
          },
        },
      })),
  ),
  brokenTransport(
    'T11',
    { name: 'gives-up-at-a-refusal', bug: 'closes at every refusal of an attach' },
    ({ correct }) =>
      changedTransport(correct(), (page, connection) => ({
        listener: {
          onRetry(retry) {
            if (!(retry.cause instanceof ChatError)) return page.onRetry?.(retry)
            connection.close()
            page.onConnectivity({ current: 'closed', previous: 'connecting', since: 0, cause: retry.cause })
          },
        },
      })),
  ),
]
