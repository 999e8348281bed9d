import type { Host } from './host/host.ts'

/** What real pages do to a chat. Each kind has a file in `kinds/` that holds its situations, and a test file that plays them. */
export type Kind = 'built-ins' | 'owners' | 'stored-content'

/** One thing that a page, or its visitor, does, and what becomes of the chat. */
export interface Situation {
  readonly title: string
  play(host: Host): Promise<void>
}
