/** In place of vitest's, in a process that has no tests: what is made there lasts as long as the process. */
export function onTestFinished(): void {
  throw new Error('There is no test to clean up after: run this inScope().')
}
