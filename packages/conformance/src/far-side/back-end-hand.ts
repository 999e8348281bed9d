import { checkArgument, guards } from '@chat-transport/core'
import type { FrontAttachGate } from './front.ts'

/** The chat back end behind the front: the place where visitors attach, and three things that its own side does. */
export interface BackEndHand extends FrontAttachGate {
  /** An agent says something, and joins first if needed. Resolves with the index of the message in the transcript. */
  say(sessionId: string, text: string): Promise<number>
  /** Ends the session: `EventSessionEnded` is the last event of its transcript. */
  end(sessionId: string): Promise<void>
  /** Forgets the session and closes its line. Resolves too if there is no such session any more. */
  expire(sessionId: string): Promise<void>
}

/** Throws a `TypeError` that names what the back end lacks. */
export function checkBackEnd(backEnd: BackEndHand): void {
  checkArgument('createFarSide backEnd', backEnd, guards.object)
  for (const verb of ['attach', 'say', 'end', 'expire'])
    checkArgument(`createFarSide backEnd.${verb}`, Reflect.get(backEnd, verb), guards.aFunction)
}

/** Has an agent say something, and checks that the back end tells the index of the message. */
export async function sayIn(backEnd: BackEndHand, sessionId: string, text: string): Promise<number> {
  const index: unknown = await backEnd.say(sessionId, text)
  checkArgument('createFarSide backEnd.say result', index, guards.number)
  return index as number
}
