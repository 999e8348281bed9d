import type { Message } from 'cometd'

/** The server's word for why it does not take a message. */
export function refusal({ channel, error }: Message): Error {
  return new Error(`the server refused ${channel}: ${error ?? 'no reason given'}`)
}
