/** Packs packages, named by their folders of `packages`, as they are published; returns their tarballs by their names. */
export declare function packPackages(
  folders: readonly string[],
  destination: string,
): Promise<ReadonlyMap<string, string>>
