/** What package-lock.json says of one installed package. */
export interface LockedPackage {
  readonly name?: string
  readonly version?: string
  readonly hasInstallScript?: boolean
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
}

/** By where each lies. */
export declare const lockedPackages: Readonly<Record<string, LockedPackage>>

/** Where all lies that comes with one of our packages, itself first; and for each, where what it needs itself lies. */
export declare function comesWith(folder: string): ReadonlyMap<string, readonly string[]>
