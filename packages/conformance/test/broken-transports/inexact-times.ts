import type { TransportOptions, TransportRule } from '@chat-transport/conformance'
import type { ConnectivityChange } from '@chat-transport/core'
import { brokenTransport, changedTransport } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'

type Timeout = 'silenceTimeoutMs' | 'interruptionTimeoutMs' | 'openTimeoutMs'

/** It waits for another time than it was told to. */
const wrongTimeout = (rule: TransportRule, option: Timeout, share: number): BrokenTransport =>
  brokenTransport(
    rule,
    { name: `${option}-times-${share}`, bug: `takes ${share} times \`${option}\`` },
    ({ correct, options }) => correct({ [option]: (options as TransportOptions)[option] * share }),
  )

/** It tells the page of one status later than of what led to it; of `connected` only a page with a history. */
const lateStatus = (rule: TransportRule, current: ConnectivityChange['current']): BrokenTransport =>
  brokenTransport(rule, { name: `${current}-late`, bug: `reports "${current}" 400 ms late` }, ({ correct, options }) =>
    changedTransport(correct(), (page, connection) => {
      let cancel = () => undefined as void
      return {
        listener: {
          onConnectivity(told) {
            cancel()
            const isFresh = current === 'connected' && page.position < 3
            if (told.current !== current || isFresh) return page.onConnectivity(told)
            cancel = options.clock.after(400, () => page.onConnectivity(told))
          },
        },
        connection: {
          close(reason) {
            cancel()
            connection.close(reason)
          },
        },
      }
    }),
  )

/** Times that are not kept: T5, T6, T7, T11. */
export const brokenTimes: readonly BrokenTransport[] = [
  wrongTimeout('T5', 'silenceTimeoutMs', 0.25),
  wrongTimeout('T5', 'silenceTimeoutMs', 1.5),
  wrongTimeout('T6', 'interruptionTimeoutMs', 0.25),
  wrongTimeout('T5', 'interruptionTimeoutMs', 1.5),
  wrongTimeout('T11', 'openTimeoutMs', 0.25),
  wrongTimeout('T11', 'openTimeoutMs', 1.5),
  lateStatus('T5', 'interrupted'),
  lateStatus('T7', 'connected'),
]
