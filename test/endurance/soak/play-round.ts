import { setTimeout as pass } from 'node:timers/promises'
import type { Agent, BackendSession } from '@chat-transport/backend'
import type { CometdTransportType } from '@chat-transport/cometd'
import type { TranscriptEvent } from '@chat-transport/core'
import type { Setup } from '../../integration/support/serve-pages.ts'
import { eventually } from '../../support/deadline.ts'
import type { Dice } from '../support/dice.ts'
import { compareRound } from './compare-round.ts'
import { strike } from './faults.ts'
import type { Tally } from './tally.ts'
import { createVisitor, deadlineMs, type OpenPage } from './visitor.ts'

export interface RoundOptions {
  readonly setup: Setup
  readonly dice: Dice
  readonly tally: Tally
  readonly transports: readonly CometdTransportType[]
  readonly name: string
}

const actsPerRound = 16

/** One chat from its start to its end, with faults all along, and what both sides have of it compared at the end. */
export async function playRound({ setup, dice, tally, transports, name }: RoundOptions): Promise<void> {
  let head = 0
  const visitor = createVisitor({ setup, dice, tally, transports, name, head: () => head })
  const agentSaid: string[] = []

  let open = await visitor.start()
  const onServer = await eventually(() => setup.server.backend.session(open.session.id), deadlineMs)
  onServer.onTranscript(({ index }) => (head = index))
  const agent = onServer.join({ name: 'Grace' })
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
      await pass(dice.between(0, 8)) // some of it is under way, some with the server, when the line goes wrong
    }
    await strike(open.page.line, dice, () => talk(`${act} in a fault`)).then(tally.countFault)
    return open
  }

  function talk(about: string): void {
    for (let count = dice.between(0, 3); count > 0; count--) {
      open.say(`${name} ${visitor.said.length}, ${about}`)
      tally.messages += 1
    }
    for (let count = dice.between(0, 3); count > 0; count--) agentSays(agent)
    if (dice.chance(0.3)) open.session.sendTyping()
    if (dice.chance(0.3)) agent.typing()
  }

  function agentSays(agent: Agent): void {
    const text = `agent to ${name} ${agentSaid.length}`
    agentSaid.push(text)
    tally.messages += 1
    void agent.say(text)
  }

  /** The page goes, with what it had not sent; half of the time it could not even say so, the line being broken. */
  async function reload(): Promise<OpenPage> {
    tally.reloads += 1
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
    await visitor.unload(open)
    open = await visitor.restore()
    const transcript = await agreedTranscript(open, onServer)
    compareRound({ tally, name, visitor, agentSaid, transcript, page: open.session.transcript })
  }

  async function endIt(): Promise<void> {
    const { session } = open
    const disturbed = strike(open.page.line, dice).then(tally.countFault)
    await session.leave({ signal: AbortSignal.timeout(deadlineMs) }).catch(() => undefined) // told by the status
    await disturbed
    if (session.status !== 'ended') tally.wrong('wrong state', `${name}: ${session.status} after it was left`)
    await visitor.expectGone(open)
    const saved = await visitor.storage.keys()
    if (saved.length > 0) tally.wrong('left in storage', `${name}: ${saved.join(', ')}`)
    const ends = (await onServer.transcript()).filter(({ type }) => type === 'EventSessionEnded')
    if (ends.length !== 1) tally.wrong('wrong state', `${name}: the server has ${ends.length} ends of it`)
    await setup.server.expireSession(session.id)
  }
}

/** What the server has, once the page has it too and has nothing left to send; or what it has when that never comes. */
async function agreedTranscript({ session }: OpenPage, onServer: BackendSession): Promise<readonly TranscriptEvent[]> {
  const agreed = async () => {
    const { length } = await onServer.transcript()
    const known = session.transcript.filter(({ index }) => index !== undefined)
    const waits = session.transcript.some(({ delivery }) => delivery === 'queued' || delivery === 'sending')
    return session.status === 'connected' && known.length === length && !waits
  }
  await eventually(agreed, deadlineMs).catch(() => undefined) // told by the comparison, and better
  return onServer.transcript()
}
