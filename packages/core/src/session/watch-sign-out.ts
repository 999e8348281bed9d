import { whenReady } from '../storage/awaitable.ts'
import type { SessionParts } from './session-parts.ts'

/**
 * Lets go of the session when signed out in another page, and keeps nothing of it. Returns what ends the watch.
 */
export function watchSignOut(parts: SessionParts, letGo: (cause: Error) => Promise<void>): () => void {
  const { saved, network, identity, state, transport } = parts
  const look = () =>
    void whenReady(saved.isSignedOut(identity.queueIds), (isSignedOut) => {
      if (isSignedOut && state.isLive) void signOut()
    })
  const signOut = async () => {
    await letGo(new DOMException('signed out in another page', 'AbortError'))
    transport.forget?.()
    await saved.removeOutboxes(await saved.loadOutboxes(...identity.queueIds))
    parts.signedOut.call({ inThisPage: false })
  }
  const stopListening = saved.onChange(look)
  // A page in the back/forward cache hears nothing of a storage.
  const stopWatching = network.subscribe(
    (change) => (change === 'visible' || change === 'pageshow-persisted') && look(),
  )
  return () => {
    stopListening()
    stopWatching()
  }
}
