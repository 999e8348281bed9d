/** Tells how far a run is, and when it may be over. */
export function createProgress(steps: number, tell: (text: string) => void) {
  const startedAt = performance.now()
  let done = 0
  return {
    start(step: string) {
      const passedMs = performance.now() - startedAt
      const left = done === 0 ? '' : `, about ${minutes((passedMs / done) * (steps - done))} to go`
      done += 1
      tell(`${done} of ${steps}${left}: ${step}`)
    },
    end: () => tell(`took ${minutes(performance.now() - startedAt)}`),
  }
}

const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`
