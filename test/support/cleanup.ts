import { AsyncLocalStorage } from 'node:async_hooks'
import { onTestFinished } from 'vitest'

type Register = (clean: () => void | Promise<void>) => void

const currentScope = new AsyncLocalStorage<Register>()

/**
 * Runs `clean` when the current test is over. What a test makes is cleaned up where it is made: that is what this is for.
 * vitest's own `onTestFinished` does not know which of several concurrent tests is the current one; those run in a `scope`.
 */
export function onCleanup(clean: () => void | Promise<void>): void {
  const register = currentScope.getStore() ?? onTestFinished
  register(clean)
}

/** Runs a concurrent test: `register` is the `onTestFinished` of its own context. */
export function inScope<Result>(register: Register, run: () => Promise<Result>): Promise<Result> {
  return currentScope.run(register, run)
}
