import type { Engine } from '../../support/browsers/browser-page.ts'
import type { Setup } from './setup.ts'

/** Something that can happen to a page in real use, and how its chat must react. */
export interface ConnectionCase {
  readonly title: string
  run(setup: Setup): Promise<void>
  /** Engines in which this cannot be tried. */
  readonly limits?: Readonly<Partial<Record<Engine, Limit>>>
}

/** Something that an engine or its driver cannot do. */
export interface Limit {
  readonly because: string
  /** Completes "instead, ". */
  readonly instead: string
  /** Proves it, and checks the chat's reaction. */
  run(setup: Setup): Promise<void>
}
