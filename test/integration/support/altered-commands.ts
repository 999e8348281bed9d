import type { ChatCommand, ChatTransport } from '@chat-transport/core'

/** The real transport, but for what `alter` makes of the commands on their way out: those of a later page, or of a broken one. */
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
