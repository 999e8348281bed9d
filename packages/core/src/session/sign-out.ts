import { forgetByTransport } from './forget-by-transport.ts'
import type { SessionOpener } from './session-opener.ts'
import type { SessionSetup } from './session-parts.ts'

/** Signs the visitor out in this page: once, however often it is asked for meanwhile. */
export function createSignOut(setup: SessionSetup, opener: SessionOpener): () => Promise<void> {
  const { saved, files, signedOut } = setup
  let underWay: Promise<void> | undefined

  const leaveNothing = async () => {
    try {
      opener.abort(new DOMException('the visitor has signed out', 'AbortError'))
      const { live } = opener
      const own = live?.state.isLive ? live.identity.sessionId : undefined
      await live?.detach()
      await saved.signOut(live?.identity, own)
      signedOut.call({ inThisPage: true })
      forgetByTransport(setup)
    } finally {
      underWay = undefined
    }
  }
  return async () => {
    await (underWay ??= leaveNothing())
    // Last: what forgets them may have to be loaded, and the page is not to show the chat until then.
    await (await files?.())?.forgetFiles()
  }
}
