import type { TransportListener } from '@chat-transport/core'
import type { SessionCopy } from '../session-copy/session-copy.ts'

/** One chat of this page, from `connect()` to its end. It outlives its lines. */
export interface TabConnection {
  readonly id: string
  readonly page: TransportListener
  readonly copy: SessionCopy
  /** Of the start, and of the session once it is known. */
  readonly startId: string | undefined
  sessionId: string | undefined
  /** The page that the browser is for the server (S6). */
  pageId: string | undefined
  /** The tab that its line leads to, or the last one has led to. */
  leader: string | undefined
  /** When the server was last heard, before the leader has lost it. */
  lostSince: number | undefined
  /** Its line is being opened, and no tab leads yet. */
  waitsForLeader: boolean
}
