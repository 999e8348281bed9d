export declare function versionsIn(changelog: string): {
  readonly unreleased?: string | undefined
  readonly released?: string | undefined
}
export declare function dated(changelog: string, next: { readonly version: string; readonly day: string }): string
export declare function notesOf(version: string, changelog: string): string
export declare function withVersion(
  changelog: string,
  next: {
    readonly version: string
    readonly day: string
    readonly changesets: readonly {
      readonly summary: string
      readonly releases: readonly { readonly name: string }[]
    }[]
  },
): string
