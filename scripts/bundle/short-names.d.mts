import type { Plugin } from 'rollup'

export declare function shortNames(rules: {
  readonly own: (id: string) => boolean
  /** The files with the names that all else knows. */
  readonly publicTypes: readonly string[]
}): Plugin
