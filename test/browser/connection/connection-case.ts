import type { Engine } from '../../support/browsers/browser-page.ts'
import type { Scene } from './scene.ts'

/** Something that befalls a page in the world, and what becomes of its chat. */
export interface ConnectionCase {
  readonly title: string
  run(scene: Scene): Promise<void>
  /** Engines in which this cannot be brought about. */
  readonly limits?: Readonly<Partial<Record<Engine, Limit>>>
}

/** What an engine, or its driver, does not do. */
export interface Limit {
  readonly because: string
  /** Completes "instead, ". */
  readonly instead: string
  /** Shows that it is so, and what becomes of the chat then. */
  run(scene: Scene): Promise<void>
}
