/** What the clients weigh in a page. */
export interface BundleReport {
  readonly conditions: {
    readonly date: string
    readonly commit: string
    readonly node: string
    readonly esbuild: string
  }
  readonly bundles: readonly Bundle[]
}

export interface Bundle {
  /** As `clients` calls it. */
  readonly client: string
  readonly version: string
  readonly minifiedBytes: number
  readonly gzipBytes: number
}
