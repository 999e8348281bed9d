export interface ApiReport {
  /** Where it belongs, from the root. */
  readonly file: string
  readonly text: string
  /** What is exported without a comment. */
  readonly undocumented: readonly string[]
}

/** A report for each entry with types, of what is built. */
export declare function apiReports(): readonly ApiReport[]
