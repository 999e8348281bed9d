import type { CaseContext } from '../case/conformance-case.ts'
import { connectedPage } from './page.ts'

/**
 * "Nothing more happens", proved without waiting for nothing: another page connects on the same wire, hears something said,
 * and goes. What was on its way before has arrived by then. `meanwhile` runs while that page is connected.
 */
export async function passMarker(context: CaseContext, meanwhile?: () => Promise<unknown>): Promise<void> {
  const { page, session } = await connectedPage(context)
  await page.has(await context.far.say(session.sessionId, 'marker'))
  await meanwhile?.()
  page.close()
}
