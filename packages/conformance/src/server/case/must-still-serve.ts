import { ConformanceFailure, inspect, must } from '../../case/outcome.ts'
import { startCommand } from './commands.ts'
import { attached } from './given.ts'
import type { ServerCaseContext } from './server-case.ts'

/** Fails when a new visitor gets no answer. */
export async function mustStillServe(context: ServerCaseContext, after: string): Promise<void> {
  try {
    const { answer } = await attached(context, startCommand())
    must(answer.type === 'EventAttached', `it was answered with ${inspect(answer)}`)
  } catch (cause) {
    if (!(cause instanceof ConformanceFailure)) throw cause
    throw new ConformanceFailure(`after ${after} the server does not serve a new visitor any more: ${cause.message}`)
  }
}
