import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes in use once everything that nobody holds has been collected. */
export async function heapBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // What a first collection finalizes, a second one frees.
  for (let times = 0; times < 3; times++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return process.memoryUsage().heapUsed
}

/**
 * How many bytes of heap each further turn costs for good: the median between several readings, so that neither what the
 * engine allocates once nor a compilation in between counts.
 */
export function bytesPerTurn(readings: readonly number[], turnsBetween: number): number {
  const steps = readings.slice(1).map((bytes, place) => (bytes - (readings[place] ?? bytes)) / turnsBetween)
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
}
