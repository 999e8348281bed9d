import type { BrowserPage, Engine } from './browser-page.ts'

/** Where the heap of a page cannot be read, and why. */
export const heapLimits: Readonly<Partial<Record<Engine, string>>> = {
  firefox: 'Firefox shows the size of its heap to no page and no driver',
  webkit: 'WebKitGTK shows the size of its heap to no page and no driver',
}

/** What is in use once everything that nobody holds has been collected: what a first collection finalizes, a later one frees. */
export async function heapBytes(page: BrowserPage): Promise<number> {
  for (let times = 0; times < 3; times++) await page.evaluate('(gc(), new Promise((done) => setTimeout(done, 0)))')
  return page.evaluate<number>('performance.memory.usedJSHeapSize')
}
