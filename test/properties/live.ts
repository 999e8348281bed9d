import { wrongsNow } from './invariants/at-every-moment.ts'
import { handlerWrongs } from './invariants/handlers-told.ts'
import { messageWrongs } from './invariants/messages-accounted-for.ts'
import { wrongsOnceCalm, wrongsOnceBack } from './invariants/once-calm.ts'
import { streamsNotShown, streamWrongs } from './invariants/streams-whole.ts'
import { settle } from '../support/fake-clock.ts'
import { perform } from './perform.ts'
import type { History } from './steps.ts'
import { calm } from './world/network.ts'
import type { Page } from './world/page.ts'
import { createWorld, type Alterations, type World } from './world/world.ts'

/** Longer than every timer that may be left: the server's for a silent line, and then the page's. */
const calmMs = 75_000
/** Shorter than what ends a message to which nothing is added, and long enough for most lines to come back. */
const streamingMs = 8_000

/** Plays a history to its end. Returns everything that was wrong, in order; empty when every promise was kept. */
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
    if (wrongs().length > 0) return wrongs() // later mistakes may only follow from these
  }
  stopFaults(world)
  world.farSide.bot.goOn()
  await world.clock.advance(streamingMs)
  note(streamsNotShown(world))
  world.farSide.bot.end()
  await world.clock.advance(calmMs)
  note(wrongsNow(world))
  note(wrongsOnceCalm(world))
  note(handlerWrongs(world))
  if (wrongs().length > 0) return wrongs()

  // A tab that has lost the session keeps its queue until it comes back. So each tab comes back, one after another.
  for (const storage of world.storages) {
    note(wrongsOnceBack(world, await reopen(world, storage)))
    note(wrongsOnceCalm(world))
  }
  note(wrongsNow(world))
  note(handlerWrongs(world))
  note(messageWrongs(world))
  note(streamWrongs(world))
  await world.farSide.close()
  return wrongs()
}

function stopFaults(world: World): void {
  const { farSide, network, login } = world
  network.conditions = calm
  farSide.mishaps.storeTroubles.length = 0
  farSide.mishaps.verdicts.length = 0
  farSide.mishaps.thinkingMs = 0
  login.refusals = 0
  login.lifeMs = undefined
  for (const { storage, wires, life, browser, thaw } of world.livingPages) {
    storage.mood = { name: 'prompt' }
    wires.dials = 'open'
    if (life.state === 'frozen') thaw()
    if (!browser.online) browser.goOnline()
  }
}

async function reopen(world: World, storage: World['storages'][number]): Promise<Page> {
  storage.mood = { name: 'prompt' }
  for (const page of world.livingPages) if (page.storage === storage) page.vanish('without a word')
  const page = world.openPage(storage)
  await world.clock.advance(calmMs)
  return page
}
