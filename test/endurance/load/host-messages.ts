import type { BackendLimits } from '@chat-transport/backend'

/** How the server's process is set up. */
export interface HostOptions {
  readonly limits: Partial<BackendLimits>
  /** How much memory its sessions may take together. @default that of the store */
  readonly maxTotalBytes?: number
  /** After so long it ends, whatever has become of the process that started it. */
  readonly lifetimeMs: number
}

/** What the server's process tells the one that started it. */
export type FromHost = { readonly type: 'listening'; readonly port: number } | Figures
export interface ToHost {
  readonly type: 'stop'
}

/** What the server's process costs. */
export interface Figures {
  readonly type: 'figures'
  readonly rss: number
  /** The longest that the process did not come to its next event, in milliseconds. */
  readonly longestStallMs: number
  readonly heapUsed: number
  readonly sessions: number
  /** Messages of visitors that the bot has answered. */
  readonly answered: number
  /** What all sockets together hold that the network has not taken. */
  readonly bufferedBytes: number
  /** The most that one socket ever held. */
  readonly mostBufferedBytes: number
}
