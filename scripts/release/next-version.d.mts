export declare function nextVersion(current: string, kinds: readonly ('major' | 'minor' | 'patch' | 'none')[]): string
