import { cometdTransport, type CometdTransportType } from '@chat-transport/cometd'
import { createChat, memoryStorage } from '@chat-transport/core'
import { onCleanup } from '../../../../test/support/cleanup.ts'
import { installBrowserGlobals } from '../../../../test/support/node-browser-globals.ts'
import { pageNetwork } from '../../../../test/integration/support/page-network.ts'
import { logSession } from '../../../../test/integration/support/session-log.ts'
import { stoppableClock } from '../../../../test/integration/support/stoppable-clock.ts'

/** A visitor's page that has started a chat with the real client. */
export async function startChatAt(url: string, transport: CometdTransportType = 'websocket') {
  installBrowserGlobals()
  const clock = stoppableClock()
  onCleanup(() => clock.stop())
  const network = pageNetwork()
  const page = cometdTransport({ url, transports: [transport], clock, network })
  const session = await createChat({ transport: page, storage: memoryStorage(), clock, network }).startSession()
  return { session, log: logSession(session) }
}
