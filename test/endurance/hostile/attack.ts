import type { Counts } from '../support/counts.ts'

/** Where an attack goes, and from which addresses it may come. */
export interface Target {
  readonly url: string
  /** Addresses of this machine. An attack that needs only one uses the first. */
  readonly addresses: readonly string[]
}

/** Goes on until its process ends. Counts in `achieved` what it has done, and what it was answered. */
export type Attack = (target: Target, achieved: Counts) => void
