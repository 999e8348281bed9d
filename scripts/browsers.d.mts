export type BrowserName = 'chromium' | 'firefox' | 'webkit'
export declare const neededBrowsers: readonly BrowserName[]
export declare function findBrowser(name: BrowserName): string | undefined
export declare function howToGet(name: BrowserName): string
export declare function debianPackagesOf(name: BrowserName): readonly string[]
export declare function onPath(command: string): string | undefined
