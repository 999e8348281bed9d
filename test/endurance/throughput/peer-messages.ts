/** How a server's process is set up. */
export interface PeerOptions {
  /** Of the Valkey that all servers share. Without one, a server keeps everything in its memory. */
  readonly valkeyUrl?: string
}

/** What a server's process tells the one that started it. */
export type FromPeer =
  { readonly type: 'listening'; readonly port: number } | { readonly type: 'cpu'; readonly milliseconds: number }

/** What it is asked. */
export interface ToPeer {
  readonly type: 'cpu'
}
