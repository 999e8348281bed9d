/**
 * What is true of CometD's client wherever our link runs it (packages/cometd/src/cometd-link.ts): it has its own wires,
 * timers, failure handling and printing, listens to two channels, publishes on one, and makes use of nothing else.
 */

const nothing = 'undefined'

const client = {
  // Its own transports (JSONP among them) are unregistered at once, and ours take no part in guessing at servers.
  'this.registerTransport(…)': nothing,
  'this.#isCrossDomain(…)': 'false',
  'CometD.#splitURL(url)': '[]',
  'this.getURL()': 'this.#config.url',
  'this.#config.appendMessageTypeToURL': 'false',
  'this.#config.useWorkerScheduler': 'false',
  'CometD.#isString(configuration)': 'false',

  // Our wires hand messages to `receive`, and failures to the link: never to what they are given with an envelope.
  'this.#handleMessages(…)': nothing,
  'this.#handleFailure(conduit, messages, failure)': nothing,
  // So only a publish can fail here, when it waits while the server ends the connection.
  'this.#handshakeFailure(…)': nothing,
  'this.#connectFailure(…)': nothing,
  'this.#disconnectFailure(…)': nothing,

  // Recovery is the link's business: it never calls the function that would begin one, so nothing ever backs off.
  'this.#handleTransportFailure(…)': nothing,
  'this.#resetBackoff()': nothing,
  'this.#backoff': '0',

  // No subscriptions: service channels need none.
  'this.clearSubscriptions()': nothing,
  'this.#subscribeResponse(…)': nothing,
  'this.#unsubscribeResponse(…)': nothing,
  'this.#subscribeFailure(…)': nothing,
  'this.#unsubscribeFailure(…)': nothing,

  // No extensions, remote calls, batches, or hooks for exceptions.
  'this.#applyIncomingExtensions(message)': 'message',
  'this.#applyOutgoingExtensions(message)': 'message',
  'this.#handleRemoteCall(message)': 'false',
  'this.#batch > 0': 'false',
  'CometD.#isFunction(handler)': 'false',

  // The one form in which `publish`, `handshake` and `addListener` are called here.
  'CometD.#isValidChannel(channel)': 'true',
  'CometD.#isFunction(content)': 'false',
  'CometD.#isFunction(publishProps)': 'true',
  'CometD.#isFunction(handshakeProps)': 'false',
  'CometD.#isFunction(scope)': 'true',
  'CometD.#isString(channel)': 'true',
  'deep && typeof prop === "object" && prop !== null': 'false',

  // Printed for its own developers.
  'this._debug(…)': nothing,
}

const transport = {
  'this.debug(…)': nothing,
  'this.cometd._debug.apply(…)': nothing,
  'this.cometd.getConfiguration()': nothing,
  'this.cometd.getAdvice()': nothing,
}

export const cometdAsWeUseIt = {
  values: { '/cometd/Client.js': client, '/cometd/Transport.js': transport },
  classes: ['CometD', 'Transport', 'TransportRegistry'],
  /** Methods that each instance is given anew. */
  replaced: ['onTransportFailure', 'setTimeout', 'clearTimeout', '_warn', '_info'],
}
