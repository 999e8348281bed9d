/**
 * What is true of CometD's client wherever our link runs it (packages/cometd/src/cometd-link.ts): it has its own wires,
 * timers, failure handling and printing, listens to one channel, publishes on another, and makes use of nothing else.
 */

const nothing = 'undefined'

const client = {
  // Its own transports (JSONP among them) are unregistered at once, and ours take no part in guessing at servers.
  'this.registerTransport(…)': nothing,
  'this.#isCrossDomain(…)': 'false',
  'this.#crossDomain': 'false',
  'CometD.#splitURL(url)': '[]',
  'this.getURL()': 'this.#config.url',
  'this.#config.appendMessageTypeToURL': 'false',
  'this.#config.useWorkerScheduler': 'false',
  'CometD.#isString(configuration)': 'false',

  // Our wires hand messages to `receive` and failures to the link. Of an envelope they look at nothing but its messages.
  'this.getTransport().send(envelope, metaConnect)': 'this.getTransport().send({ messages }, metaConnect)',
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

  // A listener to /meta/connect only: events go past it, and none are waited for after the handshake.
  'this.#notifyListeners(message.channel, message)': nothing,
  'this.#handshakeMessages > 0': 'false',
  'this.#handshakeMessages === 0': 'true',
  'this.#notifyListeners("/meta/handshake", message)': nothing,
  'this.#notifyListeners("/meta/disconnect", message)': nothing,
  'this.#notifyListeners("/meta/publish", message)': nothing,
  'this.#notifyListeners("/meta/unsuccessful", message)': nothing,
  'this.#notify(channelPart, message)': nothing,
  'channelParts.length - 1': '0',

  // No extensions (which could take a message away), remote calls, batches, or hooks for exceptions.
  'this.#applyIncomingExtensions(message)': 'message',
  'this.#applyOutgoingExtensions(message)': 'message',
  'message === undefined || message === null': 'false',
  'message !== undefined && message !== null': 'true',
  'this.#handleRemoteCall(message)': 'false',
  'this.#batch > 0': 'false',
  'this.onListenerException': nothing,
  'this.onCallbackException': nothing,
  'CometD.#isFunction(handler)': 'false',

  // The one form in which `publish`, `handshake` and `addListener` are called here.
  'arguments.length < 1': 'false',
  'arguments.length < 2': 'false',
  'CometD.#isValidChannel(channel)': 'true',
  '/^\\/meta\\//.test(channel)': 'false',
  'CometD.#isFunction(content)': 'false',
  'CometD.#isFunction(publishProps)': 'true',
  'CometD.#isFunction(handshakeProps)': 'false',
  'CometD.#isFunction(scope)': 'true',
  'CometD.#isString(channel)': 'true',

  // Only plain objects of our own and the server's are put together, none of them deeply.
  'deep && typeof prop === "object" && prop !== null': 'false',
  'CometD.#fieldValue(object, propName)': 'object[propName]',
  'CometD.#fieldValue(result, propName)': nothing,

  // Each instance shakes hands once.
  'status !== "disconnected"': 'false',

  // Printed for its own developers.
  'this._debug(…)': nothing,
}

const transport = {
  'this.debug(…)': nothing,
  // Asked for by other transports than ours.
  'this.cometd.getConfiguration()': nothing,
  'this.cometd.getAdvice()': nothing,
}

const registry = {
  // Each instance has one wire of ours, registered once.
  'typeof index !== "number"': 'true',
  'this.#types[i] === type': 'false',
}

export const cometdAsWeUseIt = {
  values: { '/cometd/Client.js': client, '/cometd/Transport.js': transport, '/cometd/TransportRegistry.js': registry },
  classes: ['CometD', 'Transport', 'TransportRegistry'],
  dropped: [
    // Each instance is given its own.
    ...['onTransportFailure', 'setTimeout', 'clearTimeout', '_warn', '_info'],
    // Nothing calls them; the names are those of other things, too. Our wires have their own `accept` and `send`.
    ...['subscribe', 'send', 'accept', 'find', 'remove', 'debug', 'advice', 'url'],
  ],
}
