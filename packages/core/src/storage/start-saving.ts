import { type Awaitable, whenReady } from './awaitable.ts'

/** Once is what two pages come to that start in the same instant. */
const mostYielded = 3

interface StartSaving<Start> {
  /** Whether nothing is stored that this start would take the place of. */
  isFree(id: string): Awaitable<boolean>
  save(start: Start): Awaitable<void>
}

/**
 * Saves a start before it goes out. False when another page has begun in the same instant, and what it has stored counts. It is
 * looked for right before the save, and after it: some storages take their time, and show then who was last. One that shows
 * another each time, and never when asked what, is not followed for ever.
 */
export function createStartSaving<Start extends { readonly id: string }>({ isFree, save }: StartSaving<Start>) {
  /** How often in a row another page's start has counted. */
  let yielded = 0
  return (start: Start): Awaitable<boolean> => {
    const isSaved = whenReady(isFree(start.id), (free) => free && whenReady(save(start), () => isFree(start.id)))
    return whenReady(isSaved, (saved) => {
      yielded = saved ? 0 : yielded + 1
      return saved || yielded > mostYielded
    })
  }
}
