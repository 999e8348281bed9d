import type { ServerCaseContext } from './server-case.ts'

/** Runs `use` while the server cannot reach its store. Afterwards it can again, whatever has failed. */
export async function duringOutage<Value>(context: ServerCaseContext, use: () => Promise<Value>): Promise<Value> {
  try {
    await context.control.outage(true)
    return await use()
  } finally {
    await context.control.outage(false)
  }
}
