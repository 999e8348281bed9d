export { runCommand } from './command/run-command.ts'
export type { CommandProcess } from './command/command-process.ts'
