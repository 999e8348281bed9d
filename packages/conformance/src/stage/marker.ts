import type { CaseContext } from '../case/conformance-case.ts'
import { connectedPage } from './page.ts'

/**
 * Proves that nothing more happens: another page connects on the same wire, receives a message, and goes. Everything that was
 * on its way before has arrived by then. `meanwhile` runs while that page is connected.
 */
export async function passMarker(context: CaseContext, meanwhile?: () => Promise<unknown>): Promise<void> {
  const { page, session } = await connectedPage(context)
  await page.has(await context.far.say(session.sessionId, 'marker'))
  await meanwhile?.()
  page.close()
}
