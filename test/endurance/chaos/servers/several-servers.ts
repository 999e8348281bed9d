import { setTimeout as pass } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { StoredEvent } from '@chat-transport/backend'
import type { TranscriptEvent } from '@chat-transport/core'
import { valkeySessionStore } from '@chat-transport/store-valkey'
import { eventually } from '../../../support/deadline.ts'
import { transcript as eventsOf } from '../../../support/store-samples.ts'
import { compareRound } from '../../soak/compare-round.ts'
import { compareSaid } from '../../soak/compare-said.ts'
import { shownIn, shownOf } from '../../soak/shown-messages.ts'
import { createTally, type Tally } from '../../soak/tally.ts'
import { watchSession } from '../../soak/watch-session.ts'
import { dice, type Dice } from '../../support/dice.ts'
import { startChats, type TalkingVisitor } from '../chats.ts'
import { createBots, type Bot } from './bots.ts'
import { faults, planOf } from './faults.ts'
import { createOutages, type Outages } from './outages.ts'
import type { ServersOptions } from './servers-options.ts'
import { primaryUrl } from './valkey-group.ts'
import { startWorld, type World } from './world.ts'

/** Pages are told while the store does not answer. */
const storeIsAway = 100
/** Far longer than anything takes here. */
const deadlineMs = 60_000
/** Many chats are slower ones: all together they say about 100 messages a second. */
export const longestPauseMs = (chats: number) => Math.max(2_000, 40 * chats)
/** So soon after the last of it everybody has heard what was said. */
const settledMs = 20_000

type Chat = TalkingVisitor & { readonly bot: Bot }

/**
 * Breaks several servers and their store in turn while chats are under way; then compares what visitors and bots have said with what the
 * store has, and that with what the pages show.
 */
export async function playSeveralServers(
  options: ServersOptions,
): Promise<{ readonly tally: Tally; readonly outages: Outages }> {
  const chances = dice(options.seed)
  const tally = createTally()
  const outages = createOutages()
  const pauseMs = longestPauseMs(options.chats)
  const bots = createBots({ chats: options.chats, dice: chances, longestPauseMs: pauseMs })
  const world = await startWorld(options, chances, bots.tokens)
  const visitors = await startChats({
    ...{ chats: options.chats, dice: chances, longestPauseMs: pauseMs },
    urlOf: (place) => urlOf(world, place, chances),
    watch(session, wire) {
      watchSession(session, { tally, where: session.id, head: () => 0, isExcused: ({ code }) => code === storeIsAway })
      outages.watch(session, wire)
    },
  })
  const chats = visitors.map((visitor, place) => ({
    ...visitor,
    bot: bots.talkIn(visitor.session.id, place, world.balanced),
  }))
  tally.rounds = chats.length

  if (options.deploys > 0) await pass(settledMs) // who comes in that moment waits for other reasons
  const end = Date.now() + options.minutes * 60_000
  for (const name of planOf(options, chances)) {
    if (Date.now() > end) break
    await pass(chances.between(500, 2_000))
    outages.began(name)
    await faults[name](world, chances)
    tally.countFault(name)
    // Half of the time the next fault comes before everybody is back.
    if (chances.chance(0.5)) await untilAll(chats, isBack)
  }
  for (const { hush, bot } of chats) {
    hush()
    bot.hush()
  }
  await untilAll(chats, (chat) => isBack(chat) && chat.said.pending + chat.bot.said.pending === 0)
  const lasting = chats.filter((chat) => !isOver(chat))
  for (const { session } of chats.filter(isOver)) tally.wrong('lost', `the session ${session.id}`)
  await compare(lasting, world, tally)
  await checkLines(lasting.length, world, tally)
  world.attaches.check(tally)
  for (const { session } of lasting) await session.detach()
  return { tally, outages }
}

/** Half of the pages reach the servers by the balancer; the others know all of them, and begin with any. */
function urlOf({ balanced, members }: World, place: number, chances: Dice): string | readonly string[] {
  if (place % 4 < 2) return `${balanced}/cometd`
  const urls = members.map(({ process }) => `${process.origin}/cometd`)
  const first = chances.between(0, urls.length - 1)
  return [...urls.slice(first), ...urls.slice(0, first)]
}

const isOver = ({ session }: Chat) => session.status === 'ended'
/** Nobody ends a chat here: one that is over has lost its session, which is noted at the end. */
const isBack = (chat: Chat) => chat.session.status === 'connected' || isOver(chat)

async function untilAll(chats: readonly Chat[], isSo: (chat: Chat) => boolean): Promise<void> {
  await eventually(() => chats.every(isSo), deadlineMs).catch((cause: unknown) => {
    const states = chats
      .filter((chat) => !isSo(chat))
      .map(
        ({ session, said, bot, wire }) =>
          `${wire} ${session.id} ${session.status}, ${said.pending} of the page and ${bot.said.pending} of the bot not sent`,
      )
    throw new Error(`${states.length} of the visitors did not come back: ${states.join('; ')}`, { cause })
  })
}

async function compare(chats: readonly Chat[], { valkey }: World, tally: Tally): Promise<void> {
  await valkey.whole()
  const sentinels = { urls: valkey.sentinels.map(({ url }) => url), primary: primaryUrl }
  const store = await valkeySessionStore({ sentinels, timeoutMs: 60_000 })
  const compareOne = async ({ session, said, bot }: Chat) => {
    const read = async () => (await eventsOf(store, session.id)).map(readEvent)
    const isSame = async () => isDeepStrictEqual(shownIn(session.transcript), shownOf(await read()))
    await eventually(isSame, settledMs).catch(() => undefined) // told by the comparison, and better
    const transcript = await read()
    const { party } = session
    const compared = { tally, name: session.id, transcript }
    compareRound({ ...compared, page: session.transcript, side: { party, said } })
    compareSaid({ ...compared, party: { ...party, id: bot.partyId }, said: bot.said })
    tally.messages += transcript.filter(({ type }) => type === 'EventMessage').length
  }
  await Promise.all(chats.map(compareOne))
  await store.close()
}

const readEvent = ({ index, json }: StoredEvent) => ({ ...(JSON.parse(json) as object), index }) as TranscriptEvent

/** Each page has one line, at one server. */
async function checkLines(pages: number, { members }: World, tally: Tally): Promise<void> {
  const count = async () => {
    const metrics = await Promise.all(members.map(({ process }) => process.metrics()))
    const lines = metrics.flatMap((text) => [...text.matchAll(/^chat_lines\{.*\} (\d+)$/gm)])
    return lines.reduce((sum, [, open]) => sum + Number(open), 0)
  }
  await eventually(async () => (await count()) === pages, deadlineMs).catch(() => undefined)
  const open = await count()
  if (open !== pages) tally.wrong('split session', `${open} lines are open for ${pages} pages`)
}
