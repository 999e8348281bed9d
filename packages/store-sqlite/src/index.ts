export { sqliteSessionStore } from './sqlite-session-store.ts'
export type { SqliteSessionStore, SqliteSessionStoreOptions } from './sqlite-session-store.ts'
