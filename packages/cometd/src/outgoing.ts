import { toJson } from '@chat-transport/core'
import type { Message } from 'cometd'
import { withHeartbeat } from './heartbeat.ts'

/** What the messages of one frame or body have together, in characters, unless it is a single one (P76). */
const mostCharacters = 32_768

/** A message, and how it goes out. */
export interface Outgoing {
  readonly message: Message
  readonly text: string
}

export const outgoing = (message: Message): Outgoing => ({ message, text: toJson(withHeartbeat(message)) })

/** Removes from `waiting` what goes out next in one frame or body. */
export function nextBatch(waiting: Outgoing[]): Outgoing[] {
  let characters = 0
  const end = waiting.findIndex(({ text }, index) => (characters += text.length) > mostCharacters && index > 0)
  return waiting.splice(0, end < 0 ? waiting.length : end)
}

export const textOf = (batch: readonly Outgoing[]): string => `[${batch.map(({ text }) => text).join()}]`
