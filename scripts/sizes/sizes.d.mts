export interface EntrySize {
  /** As it is imported. */
  readonly name: string
  readonly gzipBytes: number
  /** `undefined` when nobody has set one. */
  readonly budget: number | undefined
}

export declare function sizes(): Promise<readonly EntrySize[]>
