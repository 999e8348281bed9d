/** What the command needs of Node's `process`. */
export type CommandProcess = Pick<NodeJS.Process, 'env' | 'exit' | 'on' | 'stderr' | 'stdout'>
