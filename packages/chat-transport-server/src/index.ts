export { runCommand } from './command/run-command.ts'
export type { CommandAdditions } from './service/command-additions.ts'
export type { CommandProcess } from './command/command-process.ts'
