export declare function nextVersion(current: string, kinds: readonly ('major' | 'minor' | 'patch' | 'none')[]): string
export declare function checkGivenVersion(given: string, released: string | undefined): void
