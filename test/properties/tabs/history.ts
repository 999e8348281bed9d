import type { TabWorld, WorldTab } from '../../../packages/tabs/test/support/tab-world.ts'

/** What happened in one history, and what was wrong with it. */
export interface Outcome {
  readonly wrongs: readonly string[]
  readonly steps: readonly string[]
  readonly said: number
}

interface Step {
  readonly weight: number
  /** Returns what it did; `undefined` when there was nothing to do. */
  run(history: History): string | undefined | Promise<string | undefined>
}

interface History {
  readonly world: TabWorld
  readonly living: readonly WorldTab[]
  readonly pick: <Item>(items: readonly Item[]) => Item | undefined
  readonly said: string[]
}

const mostTabs = 5

const steps: readonly Step[] = [
  { weight: 8, run: ({ living, pick, said }) => say(pick(living.filter(({ state }) => state === 'running')), said) },
  {
    weight: 3,
    run: ({ world }) =>
      world.tabs.filter(({ state }) => state !== 'gone').length < mostTabs ? open(world) : undefined,
  },
  { weight: 2, run: ({ world }) => act(world.leaders()[0], 'crash') },
  { weight: 1, run: ({ living, pick }) => act(pick(living), 'crash') },
  { weight: 2, run: ({ world }) => act(world.leaders()[0], 'putAway') },
  { weight: 1, run: ({ living, pick }) => act(pick(living.filter(({ state }) => state === 'running')), 'putAway') },
  { weight: 3, run: ({ living, pick }) => act(pick(living.filter(({ state }) => state === 'away')), 'comeBack') },
  { weight: 2, run: ({ world }) => act(world.leaders()[0], 'freeze') },
  { weight: 3, run: ({ living, pick }) => act(pick(living.filter(({ state }) => state === 'frozen')), 'thaw') },
  { weight: 2, run: ({ world }) => act(world.leaders()[0], 'hide') },
  { weight: 2, run: ({ living, pick }) => act(pick(living.filter(({ state }) => state === 'running')), 'show') },
  { weight: 2, run: ({ world }) => act(world.leaders()[0], 'cut') },
  { weight: 1, run: ({ world, pick }) => set(world, 'drops', pick([0, 0, 0.1, 0.3])) },
  { weight: 1, run: ({ world, pick }) => set(world, 'delayMs', pick([0, 1, 20, 200])) },
  { weight: 1, run: ({ world, pick }) => set(world, 'releaseMs', pick([0, 30, 2000])) },
]

function say(tab: WorldTab | undefined, said: string[]): string | undefined {
  if (!tab) return undefined
  const text = `${tab.name}.${said.length + 1}`
  said.push(text)
  tab.session.sendMessage(text).catch(() => undefined) // What became of it is looked for at the server.
  return `${tab.name} says ${text}`
}
function open(world: TabWorld): string {
  const tab = world.openTab()
  tab.open()
  return `${tab.name} is opened`
}
function act(
  tab: WorldTab | undefined,
  what: 'crash' | 'putAway' | 'comeBack' | 'freeze' | 'thaw' | 'hide' | 'show' | 'cut',
): string | undefined {
  tab?.[what]()
  return tab && `${tab.name}: ${what}`
}
function set(world: TabWorld, what: 'drops' | 'delayMs' | 'releaseMs', value = 0): string {
  world.browser[what] = value
  return `${what} = ${value}`
}

/** Plays one random history, lets everything become calm, and says what is wrong then. */
export async function playHistory(world: TabWorld, count: number, random: () => number): Promise<Outcome> {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]
  const said: string[] = []
  const done: string[] = []
  const wrongs = new Set<string>()
  const weighted = steps.flatMap((step) => Array<Step>(step.weight).fill(step))
  const living = () => world.tabs.filter(({ state }) => state !== 'gone')
  const look = () => {
    if (world.leaders().length > 1)
      wrongs.add(
        `two tabs lead: ${world
          .leaders()
          .map(({ name }) => name)
          .join()}`,
      )
  }

  open(world)
  for (let number = 0; number < count; number++) {
    const step = pick(weighted)
    const what = await step?.run({ world, living: living(), pick, said })
    if (what !== undefined) done.push(what)
    for (let part = 0; part < 4; part++) {
      await world.clock.advance(pick([0, 5, 100, 1000]) ?? 0)
      look()
    }
  }
  await becomeCalm(world, look)
  for (const wrong of await wrongsOf(world, said)) wrongs.add(wrong)
  return { wrongs: [...wrongs], steps: done, said: said.length }
}

async function becomeCalm(world: TabWorld, look: () => void): Promise<void> {
  Object.assign(world.browser, { drops: 0, delayMs: 1, releaseMs: 0 })
  for (const tab of world.tabs) {
    if (tab.state === 'away') tab.comeBack()
    if (tab.state === 'frozen') tab.thaw()
  }
  open(world)
  for (let part = 0; part < 90; part++) {
    await world.clock.advance(1000)
    look()
  }
}

async function wrongsOf(world: TabWorld, said: readonly string[]): Promise<readonly string[]> {
  const wrongs: string[] = []
  const living = world.tabs.filter(({ state }) => state !== 'gone')
  const atServer = await world.atServer()
  for (const text of said) {
    const times = atServer.filter((other) => other === text).length
    // What was said for a start that another tab has repeated, by a tab that is gone, can be shown as failed.
    const isAccountedFor = times === 1 || (times === 0 && living.some((tab) => tab.failed().includes(text)))
    if (!isAccountedFor) wrongs.push(`${text} is ${times} times at the server`)
  }
  for (const tab of living) {
    if (tab.session.status !== 'connected') wrongs.push(`${tab.name} is ${tab.session.status}`)
    else if (tab.shown().join() !== atServer.join())
      wrongs.push(`${tab.name} shows ${tab.shown().join()}, at the server are ${atServer.join()}`)
  }
  if (world.leaders().length !== 1) wrongs.push(`${world.leaders().length} tabs lead`)
  if (world.openLines() !== 1) wrongs.push(`${world.openLines()} lines are open`)
  return wrongs
}
