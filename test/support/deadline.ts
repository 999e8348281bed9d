import { setTimeout as wait } from 'node:timers/promises'

const soonestMs = 10
/** The longer it takes, the less it matters to see it at once: asking a browser costs it a good deal. */
const shareOfWait = 0.05

/**
 * Waits for what the world outside does: resolves with the first value of `condition` that is neither `undefined`, `null`
 * nor `false`. A condition that throws counts as not met. Rejects after `deadlineMs` with what the condition last said.
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

/** The promise's value, or a rejection that names `what` was waited for when it does not come in time. */
export async function within<Value>(deadlineMs: number, what: string, promise: Promise<Value>): Promise<Value> {
  const scope = new AbortController()
  const late = wait(deadlineMs, undefined, { signal: scope.signal }).then(() => {
    throw new Error(`${what} did not happen within ${deadlineMs} ms`)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    late.catch(() => undefined) // the abort below rejects it; nobody waits for it any more
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
