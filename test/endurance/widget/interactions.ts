import type { Page } from 'puppeteer-core'

/** How long the page took for what a visitor did, from the event until its outcome was painted. */
export interface Interactions {
  /** Milliseconds each, as Event Timing has them: in steps of 8, and 16 for what took less. */
  readonly tookMs: readonly number[]
  /** The longest animation frame meanwhile, in milliseconds; 0 when none was longer than 50. */
  readonly longestFrameMs: number
}

interface SeenInPage {
  readonly interactions: readonly { readonly id: number; readonly tookMs: number }[]
  readonly frames: readonly number[]
}

/** The least that Event Timing tells of. */
const leastMs = 16

/** Begins to see what the page takes for interactions. Returns what does something, and tells how long that took. */
export async function watchInteractions(page: Page) {
  await page.evaluate(watch, leastMs)

  return async function during(interactions: number, act: () => Promise<void>): Promise<Interactions> {
    await page.evaluate('seen.collect()')
    await act()
    const { interactions: seen, frames } = (await page.evaluate('seen.collect()')) as SeenInPage
    // One key is several events: the slowest of them is what a visitor waits for.
    const slowest = new Map<number, number>()
    for (const { id, tookMs } of seen) slowest.set(id, Math.max(tookMs, slowest.get(id) ?? 0))
    const slow = [...slowest.values()]
    const quick = Array.from({ length: Math.max(0, interactions - slow.length) }, () => leastMs)
    return { tookMs: [...slow, ...quick].sort((a, b) => a - b), longestFrameMs: Math.max(0, ...frames) }
  }
}

/** Runs in the page. */
function watch(leastDurationMs: number): void {
  const found: { interactions: { id: number; tookMs: number }[]; frames: number[] } = { interactions: [], frames: [] }
  const take = (entries: PerformanceEntryList) => {
    for (const entry of entries) {
      if (entry.entryType === 'long-animation-frame') found.frames.push(entry.duration)
      const { interactionId } = entry as PerformanceEventTiming & { readonly interactionId?: number }
      if (interactionId) found.interactions.push({ id: interactionId, tookMs: entry.duration })
    }
  }
  const observers = ['event', 'long-animation-frame'].map((type) => {
    const observer = new PerformanceObserver((list) => take(list.getEntries()))
    observer.observe({ type, durationThreshold: leastDurationMs } as PerformanceObserverInit)
    return observer
  })
  /** Once what was done has been painted. */
  const collect = async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise((done) => void requestAnimationFrame(done))
    await new Promise((done) => void setTimeout(done, 100)) // An entry is made after its frame was presented.
    observers.forEach((observer) => take(observer.takeRecords()))
    return { interactions: found.interactions.splice(0), frames: found.frames.splice(0) }
  }
  Object.assign(window, { seen: { collect } })
}
