import { brokenTransport, changedTransport, typeOf } from './broken-transport.ts'
import type { BrokenTransport } from './broken-transport.ts'
import type { ChatTransport, ConnectivityChange } from '@chat-transport/core'

/** Reports `connected` with the attach answer: with every answer, or only with those after the first. */
function withEarlyConnected(
  transport: ChatTransport,
  { fromTheStart }: { readonly fromTheStart: boolean },
): ChatTransport {
  return changedTransport(transport, (page) => {
    let waits = !fromTheStart
    let current: ConnectivityChange['current'] = 'connecting'
    const tell = (told: ConnectivityChange) => {
      if (told.current === current) return
      page.onConnectivity({ ...told, previous: current })
      current = told.current
    }
    return {
      listener: {
        onEvent(event) {
          page.onEvent(event)
          if (typeOf(event) === 'EventAttached' && !waits) tell({ current: 'connected', previous: current, since: 0 })
        },
        onConnectivity(told) {
          tell(told)
          waits = false
        },
      },
    }
  })
}

/** Reports `connected` too early: T7. */
export const brokenEarlyConnected: readonly BrokenTransport[] = [
  brokenTransport(
    'T7',
    { name: 'connected-before-catching-up', bug: 'reports "connected" with the attach answer' },
    ({ correct }) => withEarlyConnected(correct(), { fromTheStart: true }),
  ),
  brokenTransport(
    'T7',
    { name: 'connected-again-before-catching-up', bug: 'reports "connected" with the answer to a re-attach' },
    ({ correct }) => withEarlyConnected(correct(), { fromTheStart: false }),
  ),
  brokenTransport(
    'T7',
    { name: 'connected-when-dialed', bug: 'reports "connected" as soon as the wire is open' },
    ({ open, correct }) => {
      let report: (() => void) | undefined
      const transport = correct({
        open: async (attach, line) => {
          const put = await open(attach, line)
          report?.()
          return put
        },
      })
      return changedTransport(transport, (page) => {
        let current: ConnectivityChange['current'] = 'connecting'
        const tell = (told: ConnectivityChange) => {
          if (told.current === current) return
          page.onConnectivity({ ...told, previous: current })
          current = told.current
        }
        report = () => tell({ current: 'connected', previous: current, since: 0 })
        return { listener: { onConnectivity: tell } }
      })
    },
  ),
]
