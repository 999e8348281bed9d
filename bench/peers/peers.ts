import type { Peer } from './peer.ts'

export type Transport = keyof typeof peers

type Load = () => Promise<Peer>

/** What the others are compared with. */
export const ours = 'Chat Transport'

/** What is measured over each transport. A process loads only the one that it is for. */
export const peers = {
  websocket: {
    [ours]: async () => (await import('./chat.ts')).chat('websocket'),
    'bare cometd, our server': async () => (await import('./cometd-on-our-server.ts')).cometdOnOurServer('websocket'),
    'socket.io, with recovery': async () =>
      (await import('./socket-io.ts')).socketIo('websocket', { connectionStateRecovery: {} }),
    'socket.io': async () => (await import('./socket-io.ts')).socketIo('websocket'),
    faye: async () => (await import('./faye.ts')).faye('websocket'),
    'ws alone': async () => (await import('./ws.ts')).ws,
  },
  'long-polling': {
    [ours]: async () => (await import('./chat.ts')).chat('long-polling'),
    'bare cometd, our server': async () =>
      (await import('./cometd-on-our-server.ts')).cometdOnOurServer('long-polling'),
    'bare cometd, its server': async () => (await import('./cometd.ts')).cometd,
    'socket.io': async () => (await import('./socket-io.ts')).socketIo('polling'),
    faye: async () => (await import('./faye.ts')).faye('long-polling'),
  },
} satisfies Record<string, Readonly<Record<string, Load>>>

/** Which peer, by the names in `peers`. */
export interface PeerName {
  readonly transport: Transport
  readonly peer: string
}

export const peerNames: readonly PeerName[] = (Object.keys(peers) as Transport[]).flatMap((transport) =>
  Object.keys(peers[transport]).map((peer) => ({ transport, peer })),
)

export function loadPeer({ transport, peer }: PeerName): Promise<Peer> {
  const load = (peers[transport] as Readonly<Record<string, Load>>)[peer]
  if (!load) throw new RangeError(`there is no peer ${peer} over ${transport}`)
  return load()
}
