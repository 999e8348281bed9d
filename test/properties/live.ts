import { wrongsNow } from './invariants/at-every-moment.ts'
import { handlerWrongs } from './invariants/handlers-told.ts'
import { messageWrongs } from './invariants/messages-accounted-for.ts'
import { wrongsOnceCalm, wrongsOnceBack } from './invariants/once-calm.ts'
import { settle } from '../support/fake-clock.ts'
import { perform } from './perform.ts'
import type { History } from './steps.ts'
import { calm } from './world/network.ts'
import type { Page } from './world/page.ts'
import { createWorld, type Alterations, type World } from './world/world.ts'

/** Long enough for every timer that may be left: a server's patience with a silent line, and what a page waits after that. */
const calmMs = 75_000

/** Plays a history to its end. What was wrong in it, the first thing first; empty when every promise was kept. */
export async function live({ seed, steps }: History, alterations?: Alterations): Promise<readonly string[]> {
  const world = createWorld(seed, alterations)
  const wrongs = () => [...new Set([...world.wrongs, ...found])]
  const found: string[] = []
  const note = (all: readonly string[]) => void found.push(...all)

  world.openPage()
  await settle()
  for (const step of steps) {
    await perform(world, step)
    note(wrongsNow(world))
    if (wrongs().length > 0) return wrongs() // what follows from it would only hide it
  }
  await calmDown(world)
  note(wrongsNow(world))
  note(wrongsOnceCalm(world))
  note(handlerWrongs(world))
  if (wrongs().length > 0) return wrongs()

  // What is queued in a tab that has lost the session is its own until it comes back: each does, one after another.
  for (const storage of world.storages) {
    note(wrongsOnceBack(world, await reopen(world, storage)))
    note(wrongsOnceCalm(world))
  }
  note(wrongsNow(world))
  note(handlerWrongs(world))
  note(messageWrongs(world))
  await world.farSide.close()
  return wrongs()
}

/** The faults stop, and what they have left behind comes to its end. */
async function calmDown(world: World): Promise<void> {
  const { farSide, network, clock } = world
  network.weather = calm
  farSide.mishaps.storeTroubles.length = 0
  farSide.mishaps.verdicts.length = 0
  farSide.mishaps.thinkingMs = 0
  for (const { storage, wires, life, browser, thaw } of world.livingPages) {
    storage.mood = { name: 'prompt' }
    wires.dials = 'open'
    if (life.state === 'frozen') thaw()
    if (!browser.online) browser.goOnline()
  }
  await clock.advance(calmMs)
}

async function reopen(world: World, storage: World['storages'][number]): Promise<Page> {
  storage.mood = { name: 'prompt' }
  for (const page of world.livingPages) if (page.storage === storage) page.vanish('without a word')
  const page = world.openPage(storage)
  await world.clock.advance(calmMs)
  return page
}
