// The second script tag in index.html has defined it.
const { sharedState } = globalThis.ChatTransportTabs

/** Who has signed in at this browser; empty: nobody. A site knows that from its own log-in, by a cookie for example. */
export const signedIn = sharedState('shop-account', { name: '' })

/** The last token that was fetched. */
let token

/**
 * `credentials` of the chat, which it asks for whenever a line opens. `refused`: the server has not taken the last one, so it
 * wants another.
 */
export async function credentials({ refused, signal }) {
  const { name } = signedIn.get()
  if (name === '') return undefined // Somebody who has not signed in may chat, too.
  if (refused || token?.name !== name || token.expiresAt < Date.now()) token = await fetchToken(name, signal)
  return token.token
}

/** Rejects when the log-in does not take the name. */
export async function signInAs(name) {
  token = await fetchToken(name)
  signedIn.set({ name })
}

async function fetchToken(name, signal) {
  const response = await fetch('/sign-in', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name }),
    signal,
  })
  if (!response.ok) throw new Error(`The log-in has answered ${response.status}: ${await response.text()}`)
  return { name, ...(await response.json()) }
}
