/**
 * A transport that passes everything on to another and lends out its connection, so that this page can send what the
 * session never would. Wrapping is all it takes to add to a transport: the session knows no more of one than `connect`.
 */
export function tappedTransport(transport) {
  let connection
  let connects = () => {}

  return {
    name: transport.name,
    address: transport.address,
    unsupported: transport.unsupported,
    storageArea: 'local', // as all that `sharedByTabs` makes, and so that a tab that is alone finds the others' chat
    claimQueues: transport.claimQueues, // what a tab has queued is its own
    forget: transport.forget,
    /** Whether this tab holds the line for all; `undefined` when tabs do not share. */
    get leads() {
      return transport.leads
    },
    onLeading: (handler) => transport.onLeading?.(handler) ?? (() => undefined),
    /** Calls `handler` whenever the session gets a line. */
    onConnect: (handler) => void (connects = handler),
    connect(attach, listener) {
      connects()
      connection = transport.connect(attach, listener)
      return connection
    },
    /** Sends a command as it is, past the session's checks. Rejects with what the server makes of it. */
    sendRaw(command) {
      if (!connection) return Promise.reject(new Error('there is no chat to send it in'))
      return connection.send({ id: crypto.randomUUID(), ...command })
    },
  }
}

/** Commands that no session would send, by the error the server answers with. */
export const badCommands = {
  1: { type: 'MakeCoffee' },
  2: { type: 'SendMessage' },
  3: { type: 'SendMessage', content: { type: 'text', text: 42 } },
}
