// The second script tag in index.html has defined it.
const { sharedState } = globalThis.ChatTransportTabs

/** What has been chosen in any tab counts for all, since the one that leads has the line. */
export const chosen = sharedState('demo-line', { transport: 'automatic', weather: 'fine' })
