import { signedIn } from '../shared.js'

/**
 * Who has signed in at this browser. A site has that from its own log-in, by a cookie for example; this page keeps the name, for all
 * tabs, and the demo's log-in asks for nothing else.
 */
export function createAccount() {
  /** The last one that was fetched, for as long as it is good. */
  let token
  /** Who is signing in, until the server has taken it. */
  let pending
  const name = () => pending ?? (signedIn.get().name || undefined)

  return {
    get name() {
      return name()
    },
    /** Calls `handler` when somebody has signed in or out, in any tab. */
    onChanged: signedIn.subscribe,
    async begin(as) {
      pending = as // first, so that a chat that begins meanwhile is theirs
      token = await fetchToken(as)
    },
    confirm() {
      if (pending !== undefined) signedIn.set({ name: pending })
      pending = undefined
    },
    cancel() {
      token = undefined
      pending = undefined
    },
    signOut() {
      this.cancel()
      signedIn.clear()
    },
    /**
     * `credentials` of the chat, which it asks for whenever a line opens. `refused`: the server has not taken the last one, so it
     * wants another.
     */
    async credentials({ refused, signal }) {
      const as = name()
      if (as === undefined) return undefined // somebody who has not signed in may chat too
      if (refused || token?.as !== as || token.expiresAt < Date.now()) token = await fetchToken(as, signal)
      return token.token
    },
  }
}

async function fetchToken(as, signal) {
  const response = await fetch('/sign-in', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: as }),
    signal,
  })
  if (!response.ok) throw new Error(`The log-in has answered ${response.status}: ${await response.text()}`)
  return { as, ...(await response.json()) }
}
