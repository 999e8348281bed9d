import { messageCommand } from './commands.ts'
import { asGiven } from './given.ts'
import type { ServerCaseContext } from './server-case.ts'
import type { BayeuxLine } from '../line/bayeux-line.ts'

/** A second more than P50 allows, for the network. */
export const longestHoldMs = 11_000

/** The line has a `/meta/connect` that the server may hold: not its first, which is replied to at once. */
export const givenHeldPoll = (context: ServerCaseContext, line: BayeuxLine) =>
  asGiven(
    'a held poll',
    context.until('a poll is held', () => line.polls === 'held'),
  )

/** The line has no `/meta/connect` under way, and sends none until it is told to. */
export async function givenBetweenPolls(context: ServerCaseContext, line: BayeuxLine): Promise<void> {
  await givenHeldPoll(context, line)
  line.pausePolls(true)
  // An event makes the held poll return, if nothing else does.
  line.send(messageCommand('for the held poll'))
  await asGiven(
    'the held poll to return',
    context.until('it is replied to', () => line.polls === 'paused', longestHoldMs),
  )
}
