import { setTimeout as wait } from 'node:timers/promises'

const soonestMs = 10
/** Asks less often the longer it waits, because asking a browser is expensive. */
const shareOfWait = 0.05

/**
 * Waits for something outside the test: resolves with the first value of `condition` that is not `undefined`, `null` or `false`.
 * A condition that throws counts as not met. Rejects after `deadlineMs` with the last result of the condition.
 */
export async function eventually<Value>(
  condition: () => Value | Promise<Value>,
  deadlineMs = 5_000,
): Promise<Exclude<Awaited<Value>, undefined | null | false>> {
  const startedAt = Date.now()
  let last: unknown
  while (true) {
    try {
      const value = await condition()
      if (isMet(value)) return value
      last = value
    } catch (error) {
      last = error
    }
    const waitedMs = Date.now() - startedAt
    if (waitedMs >= deadlineMs) throw missed(condition, deadlineMs, last)
    await wait(Math.max(soonestMs, waitedMs * shareOfWait))
  }
}

/** Resolves like the promise, or rejects with an error that names `what` after `deadlineMs`. */
export async function within<Value>(deadlineMs: number, what: string, promise: Promise<Value>): Promise<Value> {
  const scope = new AbortController()
  const late = wait(deadlineMs, undefined, { signal: scope.signal }).then(() => {
    throw new Error(`${what} did not happen within ${deadlineMs} ms`)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    late.catch(() => undefined) // the abort below rejects it, and nothing awaits it any more
    scope.abort()
  }
}

function isMet<Value>(value: Value): value is Exclude<Value, undefined | null | false> {
  return value !== undefined && value !== null && value !== false
}

function missed(condition: () => unknown, deadlineMs: number, last: unknown): Error {
  const outcome = last instanceof Error ? last.message : JSON.stringify(last)
  return new Error(`Not met within ${deadlineMs} ms: ${condition.toString()}\nLast: ${outcome}`, { cause: last })
}
