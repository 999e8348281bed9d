import type { ChatSession, Clock } from '@chat-transport/core'
import type { Store } from '../store.ts'
import type { WidgetSnapshot } from '../widget-snapshot.ts'
import { joinTabs } from './join-tabs.ts'
import { shareView } from './share-view.ts'
import type { WidgetTabs } from './widget-tabs.ts'

export interface FollowTabsParts {
  readonly store: Store<WidgetSnapshot>
  readonly clock: Clock
  /** Whether the page has room for the window beside what it shows. */
  readonly hasRoom: () => boolean
  session(): ChatSession | undefined
  /** Opens what another tab has begun. */
  join(): void
  /** Another tab has changed what is shown. */
  onTaken(): void
  /** This tab is the one from here on that calls for the visitor. */
  onLeading(): void
}

/** The other tabs, of which there may be none. */
export interface FollowedTabs extends ReturnType<typeof joinTabs> {}

const none = () => undefined
const onItsOwn: FollowedTabs = { update: none, forget: none, forgetSession: () => ({}), stop: none }

/** Makes the widget one with those in the other tabs, if there are to be any. */
export function followTabs(tabs: WidgetTabs | undefined, parts: FollowTabsParts): FollowedTabs {
  if (!tabs) return onItsOwn
  const { store } = parts
  const { view } = tabs
  store.set({ leads: tabs.leads })
  const joined = joinTabs({ ...parts, view })
  const stops = [
    joined.stop,
    shareView({ ...parts, view }),
    tabs.onLeading((leads) => {
      store.set({ leads })
      if (leads) parts.onLeading()
    }),
  ]
  return { ...joined, stop: () => stops.forEach((stop) => stop()) }
}
