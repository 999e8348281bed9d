import type { Happenings, Step } from './steps.ts'
import { settle } from '../support/fake-clock.ts'
import type { Dials } from './world/network.ts'
import type { Page } from './world/page.ts'
import type { World } from './world/world.ts'

/** More pages at once than this find nothing new, and take longer. */
const pagesAtOnce = 4
const lostWith = { pageIs: 'unaware', serverIs: 'unaware', inFlight: 'lost' } as const

type Perform = { [Name in keyof Happenings]: (world: World, step: Happenings[Name]) => unknown }
type WithPage<Fields> = (page: Page, fields: Fields, world: World) => unknown

const ofPage =
  <Fields extends { readonly page: number }>(run: WithPage<Fields>) =>
  (world: World, step: Fields) => {
    const { livingPages } = world
    const page = livingPages[step.page % livingPages.length]
    return page && run(page, step, world)
  }
const dial = (page: Page, dials: Dials) => (page.wires.dials = dials)
const hasRoom = ({ livingPages }: World) => livingPages.length < pagesAtOnce
/** Whether the storage holds a session to copy or share. Without one, two pages would start two sessions, like two visitors. */
const isStored = ({ storage }: Page) => storage.values.has('session') && !isQueuedForStart(storage)
/**
 * What waits for a start without an answer. One of two pages that both have it may send it, and the other not hear of that
 * before the server has forgotten that session: then its start makes another, and it sends it there.
 */
const isQueuedForStart = ({ values }: Page['storage']) =>
  values.get('session')?.includes('"starting"') && [...values.keys()].some((key) => key.startsWith('outbox.'))

const performers: Perform = {
  says: ofPage((page) => page.say()),
  'changes a message': ofPage((page, { how, which }) => page.change({ how, which })),
  types: ofPage((page) => page.type()),
  leaves: ofPage((page) => page.leave()),
  'lets go': ofPage((page) => page.detach()),
  'comes back': ofPage((page) => page.open()),
  'starts anew': ofPage((page) => page.startAnew()),
  'opens at once': ofPage((page, { start }) => page.openAtOnce(start)),
  reloads: ofPage((page, { how }, world) => {
    page.vanish(how)
    world.openPage(page.storage)
  }),
  'reloads and opens at once': ofPage((page, { how }, world) => {
    page.vanish(how)
    world.openPage(page.storage, (next) => next.openAtOnce('now'))
  }),
  'is duplicated': ofPage((page, _step, world) => hasRoom(world) && isStored(page) && world.duplicate(page)),
  'opens a second tab': ofPage(
    (page, _step, world) => hasRoom(world) && isStored(page) && world.openPage(page.storage),
  ),
  'is frozen': ofPage((page) => page.freeze()),
  'is thawed': ofPage((page) => page.thaw()),
  'loses its line': ofPage((page, cut) => page.wires.current?.cut(cut)),
  'has its line stalled': ofPage((page, { ms }) => page.wires.current?.stall(ms)),
  'has its line swallowed': ofPage((page, { direction }) => page.wires.current?.swallow(direction)),
  'finds dials': ofPage((page, { dials }) => dial(page, dials)),
  'goes offline': ofPage((page) => {
    dial(page, 'refused')
    page.wires.cut(lostWith)
    page.life.enter(() => page.browser.goOffline())
  }),
  'goes online': ofPage((page) => {
    dial(page, 'open')
    page.life.enter(() => page.browser.goOnline())
  }),
  'has its storage': ofPage((page, { mood }) => (page.storage.mood = mood)),
  'signs in': ofPage((page, _step, { login }) => {
    login.signIn()
    page.identify()
  }),
  'the agent says': ({ farSide }) => farSide.agentSays(),
  'the agent types': ({ farSide }) => farSide.agentTypes(),
  'the agent changes a message': ({ farSide }, { how, which }) => farSide.agentChanges({ how, which }),
  'the bot begins a message': ({ farSide }) => farSide.bot.begin(),
  'the bot goes on': ({ farSide }) => farSide.bot.goOn(),
  'the bot ends': ({ farSide }) => farSide.bot.end(),
  'the agent ends it': ({ farSide }) => farSide.agentEnds(),
  'the server forgets it': ({ farSide }) => farSide.expire(),
  'the server restarts': ({ farSide }) => farSide.restart(),
  'the server thinks': ({ farSide }, { ms }) => (farSide.mishaps.thinkingMs = ms),
  'the server turns down': ({ farSide }, { verdict }) => farSide.mishaps.verdicts.push(verdict),
  'log-ins last': ({ login }, { ms }) => (login.lifeMs = ms),
  'the log-in refuses': ({ login }, { times }) => (login.refusals = times),
  'the store is troubled': ({ farSide }, { troubles }) => farSide.mishaps.storeTroubles.push(...troubles),
  'the network changes': (world, { delayMs, jitterMs, repeats }) =>
    (world.network.conditions = { delayMs, jitterMs, repeats }),
  'the clock jumps': (world, { ms }) => world.jump(ms),
  'time passes': ({ clock }, { ms }) => clock.advance(ms),
}

/** Performs one step, and everything that follows from it without time passing. */
export async function perform(world: World, step: Step): Promise<void> {
  await (performers[step.does] as (world: World, step: Step) => unknown)(world, step)
  await settle()
}

const untold: readonly string[] = ['does', 'page']
/** The step as text: `page 1 loses its line (pageIs: told, serverIs: unaware, inFlight: late)`. */
export function describeStep(step: Step): string {
  const fields = Object.entries(step).filter(([name]) => !untold.includes(name))
  const details = fields.map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  const who = 'page' in step ? `page ${step.page} ` : ''
  return `${who}${step.does}${details.length ? ` (${details.join(', ')})` : ''}`
}
