export interface PublishedPackage {
  /** Its folder in `packages`. */
  readonly folder: string
  readonly manifest: Manifest
}

/** What is read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** What is published, each package after those of ours that it needs. */
export declare function publishedPackages(): readonly PublishedPackage[]
