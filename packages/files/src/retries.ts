import { chatErrorOf, remedyOf, type Remedy, type UploadFailure } from './upload-failure.ts'

/** A server that has lost an upload so often will not keep it. */
const mostLosses = 3
/** What is a bad request so often is one. */
const mostBadRequests = 5

/** Counts the failures of one upload, and says when it is hopeless. */
export interface Retries {
  /** Without progress, in a row. */
  readonly failures: number
  /** The server has answered well, and has so many bytes. */
  reached(offset: number): void
  /** What is to be done about a failure. Throws the `ChatError` that ends the upload when nothing is. */
  failed(failure: UploadFailure): Exclude<Remedy, 'over'>
}

export function countRetries(): Retries {
  let failures = 0
  let losses = 0
  let tokensRefused = 0
  let badRequests = 0
  let furthest = 0
  return {
    get failures() {
      return failures
    },
    reached(offset) {
      if (offset <= furthest) return
      failures = 0
      tokensRefused = 0
      badRequests = 0
      furthest = offset
    },
    failed(failure) {
      failures += 1
      const remedy = remedyOf(failure)
      if (remedy === 'token') tokensRefused += 1
      if (failure.status === 400) badRequests += 1
      if (remedy === 'anew') {
        losses += 1
        furthest = 0
      }
      const isHopeless = tokensRefused > 1 || losses >= mostLosses || badRequests >= mostBadRequests
      if (remedy === 'over' || isHopeless) throw chatErrorOf(failure)
      return remedy
    },
  }
}
