import { setTimeout as pass } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { eventually } from '../../../support/deadline.ts'
import { freePort } from '../../../support/free-port.ts'
import { compareRound } from '../../soak/compare-round.ts'
import { shownIn, shownOf } from '../../soak/shown-messages.ts'
import { createTally, type Tally } from '../../soak/tally.ts'
import { watchSession } from '../../soak/watch-session.ts'
import { dice } from '../../support/dice.ts'
import { createAgentsSaid } from './agents-said.ts'
import type { ChaosOptions } from './chaos-options.ts'
import { startChats, type TalkingVisitor } from '../chats.ts'
import { mortalServer } from './mortal-server.ts'
import { createRecoveries, type Recoveries } from './recoveries.ts'

/** Far longer than anything takes here. */
const deadlineMs = 60_000

/**
 * Kills the one server time and again while chats are under way; then compares what both sides have said with what a new server finds
 * in the file, and that with what the pages show.
 */
export async function killOneServer(
  { kills, chats, seed }: ChaosOptions,
  file: string,
): Promise<{ readonly tally: Tally; readonly recoveries: Recoveries }> {
  const chances = dice(seed)
  const tally = createTally()
  const recoveries = createRecoveries()
  const agentsSaid = createAgentsSaid()
  const port = await freePort()
  const server = await mortalServer({ port, file, seed }, agentsSaid.hear)
  await server.start('talk')
  const visitors = await startChats({
    chats,
    dice: chances,
    urlOf: () => `http://127.0.0.1:${port}/cometd`,
    watch(session, wire) {
      watchSession(session, { tally, where: session.id, head: () => 0, isExcused: () => false })
      recoveries.watch(session, wire)
    },
  })
  tally.rounds = visitors.length
  async function untilAll(isSo: (visitor: TalkingVisitor) => boolean): Promise<void> {
    await eventually(() => visitors.every(isSo), deadlineMs).catch((cause: unknown) => {
      const others = visitors.filter((visitor) => !isSo(visitor))
      const states = others.map(({ session, said, wire }) => `${wire} ${session.status}, ${said.pending} not sent`)
      throw new Error(`${others.length} of the visitors did not come back: ${states.join('; ')}`, { cause })
    })
  }

  for (let kill = 1; kill <= kills; kill++) {
    await pass(chances.between(0, 1_500))
    await killAndStart(kill < kills ? 'talk' : 'listen')
    // Half of the time it is killed again before everybody has come back.
    if (chances.chance(0.5)) await untilAll(isConnected)
  }
  for (const { hush } of visitors) hush()
  await untilAll((visitor) => isConnected(visitor) && visitor.said.pending === 0)
  await compare()
  for (const { session } of visitors) await session.detach()
  await server.stop()
  return { tally, recoveries }

  async function killAndStart(agents: 'talk' | 'listen'): Promise<void> {
    await server.kill()
    recoveries.died()
    tally.countFault('killed')
    if (chances.chance(0.2)) await pass(chances.between(0, 4_000)) // nobody starts it again at once
    if (chances.chance(0.2)) await server.startAndKill(chances.between(0, 500))
    await server.start(agents)
    recoveries.isBack()
  }

  async function compare(): Promise<void> {
    const transcripts = await server.transcripts()
    for (const { session, said } of visitors) {
      const transcript = transcripts[session.id] ?? []
      const isSame = () => isDeepStrictEqual(shownIn(session.transcript), shownOf(transcript))
      await eventually(isSame, deadlineMs).catch(() => undefined) // told by the comparison, and better
      const compared = { tally, name: session.id, transcript, page: session.transcript }
      compareRound({ ...compared, side: { party: session.party, said } })
      compareRound({ ...compared, side: { party: { ...session.party, id: 'grace' }, said: agentsSaid.of(session.id) } })
      tally.messages += transcript.filter(({ type }) => type === 'EventMessage').length
    }
  }
}

const isConnected = ({ session }: TalkingVisitor) => session.status === 'connected'
