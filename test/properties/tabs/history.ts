import type { TabWorld } from '../../../packages/tabs/test/support/tab-world.ts'
import { createJudge } from './judge.ts'
import { isOver, living, open, steps, type History, type Step } from './steps.ts'

/** What happened in one history, and what was wrong with it. */
export interface Outcome {
  readonly wrongs: readonly string[]
  readonly steps: readonly string[]
  readonly said: number
  readonly faults: number
}

const weighted = steps.flatMap((step) => Array<Step>(step.weight).fill(step))

/** Plays one random history, lets everything become calm, and says what was wrong meanwhile, and is then. */
export async function playHistory(world: TabWorld, count: number, random: () => number): Promise<Outcome> {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]
  const sharesStorage = random() < 0.8
  const history: History = { world, home: world.home, sharesStorage, pick, said: new Map() }
  const judge = createJudge(world)
  const done: string[] = []
  let faults = 0

  const wait = async (ms: number) => {
    await world.clock.advance(ms)
    judge.look()
  }
  open(history)
  for (let number = 0; number < count; number++) {
    const step = pick(weighted)
    const what = step?.run(history)
    if (what !== undefined) {
      done.push(`${world.clock.monotonic()} ${what}`)
      faults += step?.isFault ? 1 : 0
    }
    for (let part = 0; part < 4; part++) await wait(pick([0, 5, 100, 1000]) ?? 0)
    if (random() < 0.05) for (let second = 0; second < 40; second++) await wait(1000)
  }
  await becomeCalm(history, wait)
  judge.lookAtTheEnd(history.said)
  return { wrongs: [...judge.wrongs], steps: done, said: history.said.size, faults }
}

/** Nothing goes wrong any more, and the visitor comes back to every tab: those of another browser first. */
async function becomeCalm(history: History, wait: (ms: number) => Promise<void>): Promise<void> {
  const { world, home } = history
  healBrowsers(world)
  for (let second = 0; second < 20; second++) await wait(1000)
  for (const tab of living(world)) tab.faults.heal()
  open(history)
  for (let second = 0; second < 70; second++) await wait(1000)
  await lookAtEachTab(world, wait)
  if (!history.sharesStorage) await wait(240_000) // Until the sessions of tabs that have crashed are given up.
  // A tab shows once a session that has ended, if it had not shown it before.
  for (let round = 0; round < 3; round++) {
    const over = world.tabs.filter((tab) => isOver(tab) && tab.home.browser === home.browser)
    for (const tab of over) tab.open()
    for (let second = 0; second < 10; second++) await wait(1000)
  }
}

function healBrowsers(world: TabWorld): void {
  for (const { home } of world.tabs) Object.assign(home.browser, { drops: 0, delayMs: 1, releaseMs: 0 })
  for (const tab of living(world)) {
    if (tab.state === 'away') tab.comeBack()
    if (tab.state === 'frozen') tab.thaw()
  }
}

/** A page that was never visible has not opened its chat yet. */
async function lookAtEachTab(world: TabWorld, wait: (ms: number) => Promise<void>): Promise<void> {
  for (const tab of living(world)) {
    for (const other of living(world)) if (other !== tab) other.hide()
    tab.show()
    for (let second = 0; second < 4; second++) await wait(1000)
  }
}
