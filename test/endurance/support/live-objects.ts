import * as v8 from 'node:v8'

/** Newer than the typings used here. */
type QueryObjects = (constructor: unknown, options: { format: 'count' }) => number
const { queryObjects } = v8 as unknown as { readonly queryObjects: QueryObjects }

export interface LiveObjects {
  /** Objects of every kind but functions and the engine's own. */
  readonly objects: number
  /** Closures keep alive what objects do not. */
  readonly functions: number
  /** Bytes of heap in use. */
  readonly bytes: number
}

/** What is still alive in this process once everything that nobody holds has been collected. */
export function countLiveObjects(): LiveObjects {
  // Each count begins with a collection that is thorough.
  const objects = queryObjects(Object, { format: 'count' })
  const functions = queryObjects(Function, { format: 'count' })
  return { objects, functions, bytes: process.memoryUsage().heapUsed }
}
