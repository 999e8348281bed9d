/** A promise and the functions that settle it. A rejection that nobody waits for is ignored. */
export function deferred<Value>() {
  let resolve: (value: Value) => void = ignore
  let reject: (error: unknown) => void = ignore
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  promise.catch(ignore) // whoever awaits the promise still gets the rejection
  return { promise, resolve, reject }
}

export type Deferred<Value> = ReturnType<typeof deferred<Value>>

const ignore = () => undefined

/** Settles as `promise` does, or rejects with the signal's reason as soon as it aborts. */
export function abortable<Value>(value: Value | PromiseLike<Value>, signal: AbortSignal | undefined): Promise<Value> {
  const promise = Promise.resolve(value)
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
    const stop = () => signal.removeEventListener('abort', abort)
    void promise.then(resolve, reject).then(stop) // also once it is aborted: nobody else takes its rejection
  })
}
