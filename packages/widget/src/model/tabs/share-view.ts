import type { Store } from '../store.ts'
import type { WidgetSnapshot } from '../widget-snapshot.ts'
import { nothingShared, type SharedView, type WidgetTabs } from './widget-tabs.ts'

/** The fields that tabs share by what is shown. */
type Shown = Pick<SharedView, 'isOpen' | 'draft' | 'isGreeted' | 'isOfferAnswered'>

export interface ShareViewParts {
  readonly store: Store<WidgetSnapshot>
  readonly view: WidgetTabs['view']
  /** Whether the page has room for the window beside what it shows. */
  readonly hasRoom: () => boolean
  /** Another tab has changed what is shown. */
  onTaken(): void
}

/** Keeps the window the same in all tabs. Returns the function that stops it. */
export function shareView({ store, view, hasRoom, onTaken }: ShareViewParts): () => void {
  let given = shownIn(store.current)
  let known: Shown = nothingShared

  const give = () => {
    const shown = shownIn(store.current)
    const changes = differences(given, shown)
    given = shown
    for (const [field, value] of Object.entries(changes))
      if (view.get()[field as keyof Shown] !== value) set(field, value)
  }
  const set = (field: string, value: unknown) => {
    try {
      view.set({ [field]: value })
    } catch (error) {
      if (!(error instanceof RangeError)) throw error // It is too long to be shared, and stays where it is written.
    }
  }
  const take = () => {
    const { isOpen, draft, ...rest } = differences(known, view.get())
    known = view.get()
    const { editing } = store.current
    // A window that would hide a page stays closed until it is opened there.
    const opens = isOpen !== undefined && isOpen !== store.current.isOpen && !(isOpen && !hasRoom())
    store.set({
      ...rest,
      ...(rest.isGreeted && { isGreeting: false }),
      ...(opens && { isOpen, followsTabs: true, isGreeting: false }),
      ...(draft !== undefined && (editing ? { editing: { ...editing, before: draft } } : { draft })),
    })
    onTaken()
  }

  const stops = [store.subscribe(give), view.subscribe(take)]
  take()
  return () => stops.forEach((stop) => stop())
}

/** What the tabs share of a snapshot. A text that is being edited is no draft. */
const shownIn = ({ isOpen, draft, editing, isGreeted, isOfferAnswered }: WidgetSnapshot): Shown => ({
  isOpen,
  draft: editing ? editing.before : draft,
  isGreeted,
  isOfferAnswered,
})

const fields = ['isOpen', 'draft', 'isGreeted', 'isOfferAnswered'] as const satisfies (keyof Shown)[]

const differences = (before: Shown, after: Shown): Partial<Shown> =>
  Object.fromEntries(fields.filter((field) => before[field] !== after[field]).map((field) => [field, after[field]]))
