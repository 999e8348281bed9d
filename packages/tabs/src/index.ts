export { sharedByTabs } from './shared-by-tabs.ts'
export type { TabsTransport } from './shared-by-tabs.ts'
export type { SharedByTabsOptions } from './tabs-options.ts'
export type { OpenTabChannel, TabChannel, TabLocks } from './tab/environment.ts'
