import type { SendCommand } from '@chat-transport/core'
import type { CometD, Message } from 'cometd'
import { refusal } from './refusal.ts'
import type { ClosableTransport } from './closable-transport.ts'

/** Commands are published on this channel, and events arrive on it. */
export const chatChannel = '/service/chat'

/** Publishes commands, and takes the acknowledgements. Both bypass CometD, as events do: its many steps for each serve nobody here. */
export function openCommandChannel(cometd: CometD, connection: ClosableTransport) {
  const waiting = new Map<string | undefined, (acknowledgement: Message) => void>()
  let published = 0
  const send: SendCommand = (data) =>
    new Promise((resolve, reject) => {
      const id = `c${++published}` // CometD's own ids are numbers.
      const clientId = cometd.getClientId() as string
      waiting.set(id, (reply) => (reply.successful ? resolve() : reject(refusal(reply))))
      connection.send({ messages: [{ id, channel: chatChannel, data, clientId }] }, false)
    })
  return {
    send,
    acknowledged(acknowledgement: Message) {
      const { id } = acknowledgement
      waiting.get(id)?.(acknowledgement)
      waiting.delete(id)
    },
  }
}
export type CommandChannel = ReturnType<typeof openCommandChannel>
