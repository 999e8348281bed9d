// The second script tag in index.html has defined it.
const { sharedState } = globalThis.ChatTransportTabs

/** `?alone` is a tab as in a browser that cannot share: it has its own line, and so takes the chat from the others. */
export const isAlone = new URLSearchParams(location.search).has('alone')

/** What every tab shows alike. `begun`: when one of them has begun or resumed a chat, epoch milliseconds. */
export const shown = sharedState('demo', { open: true, draft: '', begun: 0 })

/** What has been chosen in any tab counts for all, since the one that leads has the line. */
export const chosen = sharedState('demo-line', { transport: 'automatic', weather: 'fine' })

/** Who has signed in at this browser; empty: nobody. */
export const signedIn = sharedState('demo-account', { name: '' })
