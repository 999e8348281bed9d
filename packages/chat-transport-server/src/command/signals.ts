import type { CommandProcess } from './command-process.ts'

const signals = ['SIGTERM', 'SIGINT'] as const

/** Resolves with the first signal to end. A second one ends the process at once, with `exitCode`. */
export function untilToldToEnd(process: Pick<CommandProcess, 'exit' | 'on'>, exitCode: number): Promise<string> {
  return new Promise((resolve) => {
    let isTold = false
    for (const signal of signals)
      process.on(signal, () => {
        if (isTold) process.exit(exitCode)
        isTold = true
        resolve(signal)
      })
  })
}
