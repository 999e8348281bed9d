import type { Engine } from '../../support/browsers/browser-page.ts'
import type { SharedChat, TabOptions } from './shared-chat.ts'

/** Something that happens to one of five tabs with one chat while all talk. Afterwards the chat is whole. */
export interface TabCase {
  readonly title: string
  /** How many tabs are open at its beginning. @default 5 */
  readonly tabs?: number
  /** How the tabs differ. */
  readonly options?: TabOptions
  play(chat: SharedChat): Promise<void>
  /** Engines in which this cannot be tried. */
  readonly limits?: Readonly<Partial<Record<Engine, Limit>>>
}

/** Something that an engine or its driver cannot do. */
export interface Limit {
  readonly because: string
  /** How many tabs that needs. @default as many as the case */
  readonly tabs?: number
  /** What is tried in its place, and proves it. */
  play(chat: SharedChat): Promise<void>
}
