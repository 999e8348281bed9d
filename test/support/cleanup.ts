import { AsyncLocalStorage } from 'node:async_hooks'
import { onTestFinished } from 'vitest'

type Register = (clean: () => void | Promise<void>) => void

const currentScope = new AsyncLocalStorage<Register>()

/**
 * Runs `clean` when the current test is over, so that things are cleaned up where they are made. vitest's own `onTestFinished` does
 * not know which of several concurrent tests is the current one; such tests run in a `scope`.
 */
export function onCleanup(clean: () => void | Promise<void>): void {
  const register = currentScope.getStore() ?? onTestFinished
  register(clean)
}

/** Runs a concurrent test: `register` is the `onTestFinished` of its own context. */
export function inScope<Result>(register: Register, run: () => Promise<Result>): Promise<Result> {
  return currentScope.run(register, run)
}
