import { eventually } from '../../../../test/support/deadline.ts'
import { fakeClock } from '../../../../test/support/fake-clock.ts'
import { PollingPage, SocketPage } from './bayeux-clients.ts'
import { startFronts } from './start-fronts.ts'

export const start = { type: 'StartSession', id: 's1' }

type FrontsOptions = Parameters<typeof startFronts>[0]
interface Page<Reply> {
  attach(command: unknown): Promise<Reply>
}

const attachedBy =
  <Reply, Attaching extends Page<Reply>>(Visiting: new (url: string) => Attaching & Page<Reply>) =>
  async (options?: FrontsOptions) => {
    const server = await startFronts(options)
    const page = new Visiting(server.url)
    const reply = await page.attach(start)
    const [visitor] = server.backend.visitors
    if (!visitor) throw new Error('nobody attached')
    return { ...server, page, reply, visitor }
  }

/** Fronts, and one page that has started a session. */
export const startAttachedBySocket = attachedBy(SocketPage)
export const startAttachedByPolling = attachedBy(PollingPage)

/** A page that has polled once and does not come again, on a clock that has not noticed yet. */
export async function startStayingAway() {
  const clock = fakeClock()
  const server = await startAttachedByPolling({ heartbeatMs: 20, clock })
  await server.page.connect()
  await eventually(() => clock.pending === 1)
  return { ...server, noticeAbsence: () => clock.advance(10_000) }
}
