/** What keeps the event loop of this process busy, by what it is. Requests and servers count as sockets. */
export function countResources(): { readonly timers: number; readonly sockets: number } {
  const active = process.getActiveResourcesInfo()
  const count = (...kinds: string[]) => active.filter((kind) => kinds.includes(kind)).length
  return {
    timers: count('Timeout', 'Immediate'),
    sockets: count('TCPSocketWrap', 'TCPServerWrap', 'TCPWrap', 'TCPConnectWrap', 'HTTPINCOMINGMESSAGE', 'MessagePort'),
  }
}
