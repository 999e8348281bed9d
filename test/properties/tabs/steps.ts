import type { TabHome } from '../../../packages/tabs/test/support/world-tab.ts'
import type { TabWorld, WorldTab } from '../../../packages/tabs/test/support/tab-world.ts'

/** One thing that happens in a history. */
export interface Step {
  readonly weight: number
  /** Something goes wrong, or becomes of a tab. Anything else is what people do. */
  readonly isFault: boolean
  /** Returns what it did; `undefined` when there was nothing to do. */
  run(history: History): string | undefined
}

export interface History {
  readonly world: TabWorld
  /** The visitor's own browser. Its tabs share what is stored, or have an own copy each. */
  readonly home: TabHome
  readonly sharesStorage: boolean
  readonly pick: <Item>(items: readonly Item[]) => Item | undefined
  /** What was said, and by which tab. */
  readonly said: Map<string, WorldTab>
}

const mostTabs = 5

type Act = 'crash' | 'close' | 'putAway' | 'comeBack' | 'freeze' | 'thaw' | 'hide' | 'show' | 'cut'

export const living = ({ tabs }: TabWorld) => tabs.filter(({ state }) => state !== 'gone')
const inState = ({ world, pick }: History, state: WorldTab['state']) =>
  pick(living(world).filter((tab) => tab.state === state))
const leader = ({ world, home }: History) => world.leaders(home)[0]

const fault = (weight: number, run: Step['run']): Step => ({ weight, isFault: true, run })
const said = (weight: number, run: Step['run']): Step => ({ weight, isFault: false, run })

export const steps: readonly Step[] = [
  said(8, (history) => say(inState(history, 'running'), history)),
  said(3, (history) => typeIn(inState(history, 'running'), history)),
  said(2, (history) => read(inState(history, 'running'), history)),
  said(3, ({ world }) => agentSays(world)),
  said(2, (history) => reopen(history)),
  fault(3, (history) => open(history)),
  fault(2, (history) => act(leader(history), 'crash')),
  fault(1, (history) => act(history.pick(living(history.world)), 'crash')),
  fault(2, (history) => act(leader(history), 'close')),
  fault(2, (history) => reload(inState(history, 'running'), history)),
  fault(1, (history) => discard(inState(history, 'frozen'), history)),
  fault(2, (history) => duplicate(inState(history, 'running'), history)),
  fault(2, (history) => act(leader(history), 'putAway')),
  fault(1, (history) => act(inState(history, 'running'), 'putAway')),
  fault(3, (history) => act(inState(history, 'away'), 'comeBack')),
  fault(2, (history) => act(leader(history), 'freeze')),
  fault(1, (history) => act(inState(history, 'running'), 'freeze')),
  fault(3, (history) => act(inState(history, 'frozen'), 'thaw')),
  fault(2, (history) => act(leader(history), 'hide')),
  fault(1, (history) => act(inState(history, 'running'), 'hide')),
  fault(2, (history) => act(inState(history, 'running'), 'show')),
  fault(2, (history) => act(leader(history), 'cut')),
  fault(1, (history) => silence(leader(history))),
  fault(1, (history) => refuse(leader(history), history)),
  fault(1, ({ world }) => restart(world)),
  fault(1, (history) => takeOver(history)),
  fault(1, ({ world }) => end(world)),
  fault(1, ({ world, pick }) => jump(world, pick([-3_600_000, -5000, 5000, 3_600_000]) ?? 0)),
  fault(1, ({ world, pick }) => set(world, 'drops', pick([0, 0, 0.1, 0.3]))),
  fault(1, ({ world, pick }) => set(world, 'delayMs', pick([0, 1, 20, 200]))),
  fault(1, ({ world, pick }) => set(world, 'releaseMs', pick([0, 30, 2000]))),
]

function say(tab: WorldTab | undefined, { said }: History): string | undefined {
  if (!tab || isOver(tab)) return undefined // A page whose chat is over offers nothing to say it with.
  const text = `${tab.name}.${said.size + 1}`
  said.set(text, tab)
  tab.say(text)
  return `${tab.name} says ${text}`
}

function typeIn(tab: WorldTab | undefined, { pick }: History): string | undefined {
  const isTyping = pick([true, true, false]) ?? false
  tab?.session.sendTyping(isTyping)
  return tab && `${tab.name}: ${isTyping ? 'types' : 'stops typing'}`
}

function read(tab: WorldTab | undefined, { pick }: History): string | undefined {
  const index = pick(tab?.session.transcript.flatMap(({ index }) => index ?? []) ?? [])
  if (!tab || index === undefined) return undefined
  tab.markRead(index)
  return `${tab.name}: reads up to ${index}`
}

function agentSays(world: TabWorld): string | undefined {
  return world.server.agentSays()
}

export function open({ world, home, sharesStorage }: History): string | undefined {
  if (living(world).length >= mostTabs) return undefined
  const tab = world.openTab({ home: sharesStorage ? home : world.ownStorage() })
  tab.open()
  return `${tab.name} is opened`
}

/** The visitor opens a chat again in a tab where it is over. */
function reopen({ world, pick }: History): string | undefined {
  const tab = pick(world.tabs.filter(isOver))
  tab?.open()
  return tab && `${tab.name}: opens a chat again`
}
export const isOver = ({ state, session }: WorldTab) =>
  state === 'running' && (session.status === 'ended' || session.status === 'closed')

function reload(tab: WorldTab | undefined, { world }: History): string | undefined {
  if (!tab) return undefined
  tab.close()
  const next = world.openTab({ home: tab.home })
  next.open()
  return `${tab.name}: is reloaded as ${next.name}`
}

/** The browser has thrown a frozen tab away, and the visitor comes back to it. */
function discard(tab: WorldTab | undefined, { world }: History): string | undefined {
  if (!tab) return undefined
  tab.crash()
  const next = world.openTab({ home: tab.home })
  next.open()
  return `${tab.name}: is discarded, and comes back as ${next.name}`
}

function duplicate(tab: WorldTab | undefined, { world, sharesStorage }: History): string | undefined {
  if (!tab || living(world).length >= mostTabs) return undefined
  const copy = world.openTab({ home: sharesStorage ? tab.home : world.ownStorage(tab.home) })
  copy.open()
  return `${tab.name}: is duplicated as ${copy.name}`
}

function act(tab: WorldTab | undefined, what: Act): string | undefined {
  tab?.[what]()
  return tab && `${tab.name}: ${what}`
}

/** Nothing passes on its line, and nobody is told. */
function silence(tab: WorldTab | undefined): string | undefined {
  tab?.silence()
  return tab && `${tab.name}: its line is silent`
}

/** It cannot reach the server for a while. */
function refuse(tab: WorldTab | undefined, { world, pick }: History): string | undefined {
  if (!tab) return undefined
  const forMs = pick([500, 2000, 8000]) ?? 0
  tab.faults.set({ refuse: true })
  tab.faults.cut()
  world.clock.after(forMs, () => tab.state === 'running' && tab.faults.set({ refuse: false }))
  return `${tab.name}: has no network for ${forMs} ms`
}

function restart(world: TabWorld): string {
  void world.server.restart()
  return 'the server restarts'
}

function takeOver(history: History): string | undefined {
  const { world, sharesStorage } = history
  if (!sharesStorage || living(world).length >= mostTabs) return undefined
  const tab = world.openTab({ home: world.otherBrowser() })
  tab.open()
  return `${tab.name} is opened in another browser`
}

function end({ server }: TabWorld): string | undefined {
  const session = server.open().at(-1)
  void session?.end('closed').catch(() => undefined) // A server that stops ends nothing.
  return session && 'the agent ends the session'
}

function jump(world: TabWorld, ms: number): string {
  world.clock.jumpWallClock(ms)
  return `the clock is set by ${ms} ms`
}

function set(world: TabWorld, what: 'drops' | 'delayMs' | 'releaseMs', value = 0): string {
  world.browser[what] = value
  return `${what} = ${value}`
}
