import { setMaxListeners } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import type { CommandDecorator } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import { temporaryFolder } from '../../../packages/server/test/support/start-with-files.ts'
import { countingStore } from '../../integration/support/counting-store.ts'
import { servePages } from '../../integration/support/serve-pages.ts'
import { stoppableClock } from '../../integration/support/stoppable-clock.ts'
import { eventually } from '../../support/deadline.ts'
import { dice, type Dice } from '../support/dice.ts'
import { countResources } from '../support/resources.ts'
import { playRound } from './play-round.ts'
import { createTally, type Tally, type Wrong } from './tally.ts'
import { deadlineMs } from './visitor.ts'
import { strictLogin } from './visitor-login.ts'

export interface SoakOptions {
  readonly faults: number
  readonly seed: number
  /** What the pages connect over: each round draws one of these. */
  readonly wires: readonly (readonly CometdTransportType[])[]
}

/** Chats that go on at the same time, each through a line of its own. */
const lanes = 8

/** Rounds that all fail at once would never come to their faults. */
const enoughFound = 100

/** Some commands are still being carried out when their line is lost, and come again on the next: they must count once. */
function slowly(dice: Dice): CommandDecorator {
  return async (command) => {
    if (dice.chance(0.2)) await pass(dice.between(0, 150))
    return command
  }
}

/**
 * Chats one after another in several lanes, against one server, until so many faults have happened. Each round throws its own
 * dice, made from the seed and its number, so that a round does the same whatever the others do.
 */
export async function runSoak({ faults, seed, wires }: SoakOptions): Promise<Tally> {
  setMaxListeners(100) // A session with many files on their way has two for each.
  const tally = createTally()
  const before = countResources()
  const { store, made } = countingStore()
  const serverClock = stoppableClock()
  const limits = { commandsPerSecond: 1_000 }
  const decorators = [slowly(dice(seed))]
  const login = strictLogin()
  const { authenticate } = login
  const files = { directory: temporaryFolder(), types: ['*/*'] }
  const server = { heartbeatMs: 150, clock: serverClock, limits, store, decorators, authenticate, files }
  const setup = await servePages([], server)
  const idleTimers = serverClock.pending // of what it looks after as long as it runs
  let round = 0

  const lane = async () => {
    while (tally.faultCount < faults && tally.found.length < enoughFound) {
      round += 1
      const roundDice = dice(seed * 1_000_003 + round)
      const transports = roundDice.pick(wires)
      const name = `round ${round} (${transports.join(', ')})`
      try {
        await playRound({ setup, login, dice: roundDice, tally, transports, name })
      } catch (error) {
        tally.wrong('wrong state', `${name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))

  for (let extra = made.size; extra > round; extra--) tally.wrong('second session', `${made.size} in ${round} rounds`)
  await expectNone(
    'left on disk',
    () => readdirSync(join(files.directory, 'bytes')).length,
    'of sessions that are over',
  )
  await expectNone('leaked timer', () => serverClock.pending - idleTimers, 'of the server')
  await setup.server.stop()
  await expectNone('leaked socket', () => countResources().sockets - before.sockets, 'in this process')
  await expectNone('leaked timer', () => countResources().timers - before.timers, 'in this process')
  return tally

  async function expectNone(kind: Wrong, count: () => number, where: string): Promise<void> {
    await eventually(() => count() <= 0, deadlineMs).catch(() => tally.wrong(kind, `${count()} ${where}`))
  }
}
