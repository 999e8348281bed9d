import { setTimeout as pass } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { CometdTransportType } from '@chat-transport/cometd'
import type { TranscriptEvent } from '@chat-transport/core'
import type { Setup } from '../../integration/support/serve-pages.ts'
import { eventually } from '../../support/deadline.ts'
import type { TokenLogin } from '../../support/token-login.ts'
import type { Dice } from '../support/dice.ts'
import { createChanges } from './changes.ts'
import { compareRound, type Side } from './compare-round.ts'
import { strike } from './faults.ts'
import { createSaid } from './said.ts'
import { shownIn, shownOf } from './shown-messages.ts'
import { createStreams } from './streams.ts'
import { createTalk } from './talk.ts'
import type { Tally } from './tally.ts'
import { createUploads } from './uploads.ts'
import { createVisitor, deadlineMs, type OpenPage } from './visitor.ts'
import { createVisitorLogin } from './visitor-login.ts'
import { watchSession } from './watch-session.ts'

export interface RoundOptions {
  readonly setup: Setup
  /** The log-in that the server asks. */
  readonly login: TokenLogin
  readonly dice: Dice
  readonly tally: Tally
  readonly transports: readonly CometdTransportType[]
  readonly name: string
}

const actsPerRound = 16

/** One chat from its start to its end, with faults all along, and what both sides have of it compared at the end. */
export async function playRound(options: RoundOptions): Promise<void> {
  const { setup, dice, tally, name } = options
  let head = 0
  const changes = createChanges(options)
  const streams = createStreams(options)
  const uploads = createUploads(options)
  const login = createVisitorLogin(options)
  const watch: typeof streams.watch = (session, where) => {
    watchSession(session, { tally, where, head: () => head, isExcused: changes.isOfDeleted })
    streams.watch(session, where)
  }
  const visitor = createVisitor({ ...options, login, watch, indexedDB: uploads.indexedDB })

  let open = await visitor.start()
  const { id } = open.session
  const onServer = await eventually(() => setup.server.backend.session(id), deadlineMs)
  onServer.onTranscript((event) => {
    changes.take(event)
    if (!('target' in event)) head = event.index
  })
  const agent = onServer.join({ name: 'Grace' })
  const agentSaid = createSaid()
  const talks = createTalk({ ...options, agent, agentSaid, changes, streams, uploads })
  await agent.joined()

  for (let act = 0; act < actsPerRound; act++) {
    open = await takeTurn(act)
    await pass(dice.between(0, 10))
  }
  await settle()
  await endIt()
  tally.rounds += 1

  /** Something goes wrong while both talk, or the page is another one afterwards. */
  async function takeTurn(act: number): Promise<OpenPage> {
    const kind = dice.between(1, 10)
    if (kind === 1) return reload()
    if (kind === 2) return takeOver()
    if (kind > 6) {
      talk(`${act}`)
      if (dice.chance(0.2)) uploads.fromVisitor(open)
      await pass(dice.between(0, 8)) // some of it is under way, some with the server, when the line goes wrong
    }
    if (dice.chance(0.2)) login.signIn(open.session)
    await strike(open.page.line, dice, () => talk(`${act} in a fault`)).then(tally.countFault)
    return open
  }

  function talk(about: string): void {
    talks.byVisitor(open, about)
    talks.byAgent(about)
  }

  /** The page goes, with what it had not sent; half of the time it could not even say so, the line being broken. */
  async function reload(): Promise<OpenPage> {
    tally.reloads += 1
    await uploads.untilKept(id)
    const previous = open
    const unload = () => {
      talk('before a reload')
      return visitor.unload(previous)
    }
    if (dice.chance(0.5)) await unload()
    else {
      let unloaded: Promise<void> | undefined
      await strike(previous.page.line, dice, () => (unloaded = unload())).then(tally.countFault)
      await unloaded
    }
    return visitor.restore()
  }

  /** A duplicated tab takes the chat, and the page that had it is told so, also when it hears of it late. */
  async function takeOver(): Promise<OpenPage> {
    tally.takeOvers += 1
    const previous = open
    const late = dice.chance(0.5) && strike(previous.page.line, dice, () => talk('while taken')).then(tally.countFault)
    const next = await visitor.restore()
    await late
    await eventually(() => previous.session.status === 'ended', deadlineMs).catch(() =>
      tally.wrong('wrong state', `${name}: ${previous.session.status} after another page took the session`),
    )
    await visitor.expectGone(previous)
    return next
  }

  /** All is well again. One more page, since what a page could not send before it lost the session waits for the next. */
  async function settle(): Promise<void> {
    await uploads.untilKept(id)
    await visitor.unload(open)
    open = await visitor.restore()
    const transcript = await agreedTranscript()
    compare(transcript, { party: agent.party, said: agentSaid })
    await uploads.compare(transcript, setup.server.url)
    login.compare(open.session, onServer)
  }

  function compare(transcript: readonly TranscriptEvent[], side: Side): void {
    compareRound({ tally, name, side, transcript, page: open.session.transcript })
  }

  /** What the server has, once the page has it too and nothing is left to send; or what it has when that never comes. */
  async function agreedTranscript(): Promise<readonly TranscriptEvent[]> {
    const { session } = open
    const agree = async () => {
      if (agentSaid.pending > 0 || session.status !== 'connected') return false
      if (!(await visitor.hasSentAll()) || (await uploads.kept(id)) > 0) return false
      return isDeepStrictEqual(shownIn(session.transcript), shownOf(await onServer.transcript()))
    }
    await eventually(agree, deadlineMs).catch(() => undefined) // told by the comparison, and better
    return onServer.transcript()
  }

  /** The visitor leaves while both are still at it. What they have said is said before the end, and what has begun is cut. */
  async function endIt(): Promise<void> {
    const { session } = open
    talk('before the end')
    if (dice.chance(0.3)) uploads.fromVisitor(open, { mayBeCut: true })
    const disturbed = strike(open.page.line, dice).then(tally.countFault)
    await session.leave({ signal: AbortSignal.timeout(deadlineMs) }).catch(() => undefined) // told by the status
    await disturbed
    if (session.status !== 'ended') tally.wrong('wrong state', `${name}: ${session.status} after it was left`)
    await visitor.expectGone(open)
    const transcript = await onServer.transcript()
    compare(transcript, { party: session.party, said: visitor.said })
    streams.compareCut(transcript)
    const ends = transcript.filter(({ type }) => type === 'EventSessionEnded')
    if (ends.length !== 1 || transcript.at(-1) !== ends[0])
      tally.wrong(
        'wrong state',
        `${name}: the server has ${ends.length} ends of it, and a ${transcript.at(-1)?.type} last`,
      )
    await expectNothingKept()
    await setup.server.expireSession(session.id)
  }

  async function expectNothingKept(): Promise<void> {
    const saved = await visitor.storage.keys()
    if (saved.length > 0) tally.wrong('left in storage', `${name}: ${saved.join(', ')}`)
    await eventually(async () => (await uploads.kept(id)) === 0, deadlineMs).catch(() =>
      tally.wrong('left in storage', `${name}: a file`),
    )
  }
}
