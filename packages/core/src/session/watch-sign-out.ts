import { whenReady } from '../storage/awaitable.ts'
import { forgetByTransport } from './forget-by-transport.ts'
import type { SessionParts } from './session-parts.ts'

/**
 * Lets go of the session when the visitor has signed out of it in another page, and keeps nothing of it. Returns what ends the
 * watch.
 */
export function watchSignOut(parts: SessionParts, letGo: (cause: Error) => Promise<void>): () => void {
  const { saved, network, identity, ownKey, signedOut } = parts
  let isWatching = true
  const look = () =>
    void whenReady(saved.isSignedOut(identity), async (isSignedOut) => {
      if (!isSignedOut || !isWatching) return
      await letGo(new DOMException('the visitor has signed out', 'AbortError'))
      await saved.removeOutbox(ownKey)
      const next = await saved.load()
      signedOut.call({ inThisPage: false })
      if (!next) forgetByTransport(parts) // What it keeps is of the next chat, if that has begun.
    })
  const stopListening = saved.onChange(look)
  // A page that is frozen, or in the back/forward cache, hears nothing of a storage.
  const stopWatching = network.subscribe(look)
  return () => {
    isWatching = false
    stopListening()
    stopWatching()
  }
}
