/** One thing measured, and the time it may take. */
export interface Figure {
  readonly what: string
  readonly tookMs: number
  readonly targetMs: number
}

export function inATable(title: string, figures: readonly Figure[], unit: keyof typeof units = 's'): string {
  const shown = units[unit]
  const width = Math.max(...figures.map(({ what }) => what.length))
  const rows = figures.map(
    ({ what, tookMs, targetMs }) =>
      `  ${what.padEnd(width)}  ${shown(tookMs)}  of ${shown(targetMs)}  (${(tookMs / targetMs).toFixed(2)} ×)`,
  )
  return [title, ...rows].join('\n')
}

const units = {
  s: (ms: number) => `${(ms / 1000).toFixed(2).padStart(6)} s`,
  ms: (ms: number) => `${ms.toFixed(1).padStart(6)} ms`,
}
