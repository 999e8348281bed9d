import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { recordSession, type RecordSessionOptions } from '../../src/index.ts'
import { listeningPage, scriptedTransport, startCommand } from './scripted-transport.ts'

/** A page whose line is recorded, with both its ends in the test's hand. */
export function recordedPage(options: RecordSessionOptions = {}, page = listeningPage()) {
  const clock = fakeClock()
  const far = scriptedTransport()
  const recorded = recordSession(far.transport, { clock, ...options })
  const connection = recorded.connect(startCommand, page.listener)
  const entries = () => recorded.log().entries
  return { ...page, clock, far, recorded, connection, entries, types: () => entries().map(({ type }) => type) }
}
