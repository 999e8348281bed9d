/**
 * The files that every widget is made of, with the hash that each has to have. The build puts them in once they are made:
 * scripts/bundle/chunk-hashes.mjs.
 */
export const chunkHashes: Readonly<Record<string, string>> = {}
