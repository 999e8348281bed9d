/** Bytes, minified and gzipped, by the name of the entry. */
export declare const budgets: Readonly<Record<string, number>>
