import { checkArgument, guards } from '@chat-transport/core'
import type { FrontAttachHandler } from './front.ts'

/** The kit's control of the chat back end: it attaches visitors, and does three things on the server's side. */
export interface BackEndControl extends FrontAttachHandler {
  /** An agent says something, and joins first if needed. Resolves with the index of the message in the transcript. */
  say(sessionId: string, text: string): Promise<number>
  /** Ends the session: `EventSessionEnded` is the last event of its transcript. */
  end(sessionId: string): Promise<void>
  /** Forgets the session and closes its line. Also resolves if the session no longer exists. */
  expire(sessionId: string): Promise<void>
}

/** Throws a `TypeError` that names what the back end lacks. */
export function checkBackEnd(backEnd: BackEndControl): void {
  checkArgument('createFarSide backEnd', backEnd, guards.object)
  for (const verb of ['attach', 'say', 'end', 'expire'])
    checkArgument(`createFarSide backEnd.${verb}`, Reflect.get(backEnd, verb), guards.aFunction)
}

/** Has an agent say something, and checks that the back end returns the index of the message. */
export async function sayIn(backEnd: BackEndControl, sessionId: string, text: string): Promise<number> {
  const index: unknown = await backEnd.say(sessionId, text)
  checkArgument('createFarSide backEnd.say result', index, guards.number)
  return index as number
}
