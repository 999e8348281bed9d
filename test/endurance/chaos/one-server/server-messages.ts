import type { TranscriptEvent } from '@chat-transport/core'

/** How a server's process is started. */
export interface ServerOptions {
  readonly port: number
  /** Where its sessions are kept. */
  readonly file: string
  readonly seed: number
  /** Whether an agent keeps talking in each session. */
  readonly agents: 'talk' | 'listen'
}

export interface Transcripts {
  readonly type: 'transcripts'
  readonly bySession: Readonly<Record<string, readonly TranscriptEvent[]>>
}

/** What a server's process tells the one that started it: that it listens, what its agents say and have said, and, when asked, all it has. */
export type FromServer =
  | { readonly type: 'listening' }
  | { readonly type: 'saying' | 'said'; readonly sessionId: string; readonly text: string }
  | Transcripts

export interface ToServer {
  readonly type: 'stop' | 'send transcripts'
}
