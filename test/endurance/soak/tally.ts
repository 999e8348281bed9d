/** What must never happen, and is counted. */
export const wrongs = [
  'lost',
  'doubled',
  'wrong order',
  'wrong text',
  'wrong file',
  'wrong user',
  'wrong state',
  'refused without cause',
  'different transcripts',
  'never settled',
  'second session',
  'split session',
  'leaked timer',
  'leaked listener',
  'leaked socket',
  'left in storage',
  'left on disk',
] as const
export type Wrong = (typeof wrongs)[number]

/** What a soak has seen. */
export interface Tally {
  rounds: number
  reloads: number
  takeOvers: number
  messages: number
  /** Edits, deletions and reactions. */
  changes: number
  streams: number
  files: number
  /** Visitors who were known, from the start or from some moment on. */
  logIns: number
  /** Tokens that took the place of one that had run out, or had been refused. */
  renewals: number
  interruptions: number
  /** What the page was told had failed, outcome unknown: not lost, since somebody knows. */
  handedBack: number
  /** What came to nothing, and might: files on their way when the visitor left, and what an agent said while its server was killed. */
  cutShort: number
  /** Changes that the server has refused, and had to: their message was deleted. */
  refused: number
  readonly faults: Map<string, number>
  readonly faultCount: number
  countFault(name: string): void
  /** Notes what went wrong, and where. */
  wrong(kind: Wrong, what: string): void
  readonly found: readonly { readonly kind: Wrong; readonly what: string }[]
}

export function createTally(): Tally {
  const found: { kind: Wrong; what: string }[] = []
  const faults = new Map<string, number>()
  return {
    rounds: 0,
    reloads: 0,
    takeOvers: 0,
    messages: 0,
    changes: 0,
    streams: 0,
    files: 0,
    logIns: 0,
    renewals: 0,
    interruptions: 0,
    handedBack: 0,
    cutShort: 0,
    refused: 0,
    faults,
    get faultCount() {
      return [...faults.values()].reduce((sum, count) => sum + count, 0)
    },
    countFault: (name) => void faults.set(name, (faults.get(name) ?? 0) + 1),
    wrong: (kind, what) => void found.push({ kind, what }),
    found,
  }
}

/** The figures, as a person reads them; the first few of what went wrong, in words. */
export function report(tally: Tally, { seed, seconds, over }: { seed: number; seconds: number; over: string }): string {
  const { faultCount, faults } = tally
  const perSecond = (faultCount / seconds).toFixed(1)
  return [
    `${faultCount} faults over ${over} in ${seconds.toFixed(1)} s (${perSecond} a second), seed ${seed}`,
    `  ${[...faults].map(([name, times]) => `${name} ${times}`).join(', ')}`,
    `  ${tally.rounds} sessions, ${tally.reloads} reloads, ${tally.takeOvers} take-overs, ${tally.interruptions} interruptions`,
    `  ${tally.messages} messages, ${tally.changes} changes, ${tally.streams} streams, ${tally.files} files, ` +
      `${tally.logIns} log-ins, ${tally.renewals} tokens renewed`,
    `  ${tally.handedBack} handed back as failed, ${tally.refused} changes refused of deleted messages, ` +
      `${tally.cutShort} files cut short by the end`,
    reportWrongs(tally),
  ].join('\n')
}

/** How much of what must never happen has happened, and the first of it in words. */
export function reportWrongs({ found }: Tally): string {
  const count = (kind: Wrong) => found.filter((wrong) => wrong.kind === kind).length
  return [
    `  ${wrongs.map((kind) => `${kind}: ${count(kind)}`).join(', ')}`,
    ...found.slice(0, 20).map(({ kind, what }) => `  ✗ ${kind}: ${what}`),
  ].join('\n')
}
