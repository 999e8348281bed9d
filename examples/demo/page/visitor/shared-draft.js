import { shown } from '../shared.js'

/** What is written and not sent yet, in every tab. `show` gets what another tab has written. */
export function createSharedDraft(show) {
  let last = ''
  const follow = () => {
    const { draft } = shown.get()
    if (draft === last) return
    last = draft
    show(draft)
  }
  shown.subscribe(follow)
  follow()

  return {
    set(text) {
      try {
        shown.set({ draft: text })
      } catch (error) {
        if (!(error instanceof RangeError)) throw error // It is too long to be shared, and stays where it is written.
      }
    },
  }
}
