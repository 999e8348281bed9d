import type { CometdTransportType } from '@chat-transport/cometd'
import type { ChatServerOptions } from '@chat-transport/server'
import type { Engine } from '../support/browsers/browser-page.ts'
import type { Host } from './host/host.ts'

/** What real pages do to a chat. Each kind has a file in `kinds/` that holds its situations, and a test file that plays them. */
export type Kind = 'built-ins' | 'owners' | 'stored-content' | 'unseen-pages' | 'host-scripts' | 'reloads'

/** One thing that a page, or its visitor, does, and what becomes of the chat. */
export interface Situation {
  readonly title: string
  play(host: Host): Promise<void>
  /** The transports between which it makes a difference. @default both */
  readonly over?: readonly CometdTransportType[]
  /** How this situation's server differs, made anew for each play. */
  server?(): ChatServerOptions
  /** Engines in which this cannot happen. */
  readonly limits?: Readonly<Partial<Record<Engine, Limit>>>
}

/** Something that an engine cannot do. */
export interface Limit {
  readonly because: string
  /** Proves it. */
  proof(host: Host): Promise<void>
}
