import type { ChatCommand, ChatTransport } from '@chat-transport/core'

/** The real transport, whose outgoing commands `alter` changes, to those of a later or a broken page. */
export function alteredCommands(alter: (command: ChatCommand) => unknown) {
  return (transport: ChatTransport): ChatTransport => ({
    ...transport,
    connect(attach, listener) {
      const connection = transport.connect(attach, listener)
      return {
        send: (command) => connection.send(alter(command) as ChatCommand),
        close: (reason) => connection.close(reason),
      }
    },
  })
}
