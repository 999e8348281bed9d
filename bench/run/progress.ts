export interface ProgressOptions {
  readonly steps: number
  /** What comes after all steps. */
  readonly laterMs: number
  tell(text: string): void
}

/** Tells how far a run is, and when it may be over. */
export function createProgress({ steps, laterMs, tell }: ProgressOptions) {
  const startedAt = performance.now()
  const passedMs = () => performance.now() - startedAt
  let done = 0
  return {
    step(name: string) {
      const leftMs = (passedMs() / done) * (steps - done) + laterMs
      tell(`${done + 1} of ${steps}${done === 0 ? '' : `, about ${minutes(leftMs)} to go`}: ${name}`)
      done += 1
    },
    later: (name: string) => tell(`about ${minutes(laterMs)} to go: ${name}`),
    end: () => tell(`took ${minutes(passedMs())}`),
  }
}

const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`
