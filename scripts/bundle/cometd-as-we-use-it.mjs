/**
 * What is true of CometD's client wherever our link runs it (packages/cometd/src/cometd-link.ts): it has its own wires,
 * timers, failure handling and printing, listens to one channel, and makes use of nothing else. Commands and events bypass it.
 */

const nothing = 'undefined'

const client = {
  // Its own transports (JSONP among them) are not wanted, and ours take no part in guessing at servers.
  'this.registerTransport(…)': nothing,
  'this.#isCrossDomain(…)': 'false',
  'CometD.#splitURL(url)': '[]',
  'this.#config.appendMessageTypeToURL': 'false',
  'this.#send([message], false, "handshake")': 'this.#send([message], false)',
  'this.#send([bayeuxMessage], true, "connect")': 'this.#send([bayeuxMessage], true)',
  'this.#config.useWorkerScheduler': 'false',
  'CometD.#isString(configuration)': 'false',
  // There always is one; only other transports than ours look at it.
  'this.getURL()': 'true',
  'this.getClientId()': 'this.#clientId',
  // Of the configuration it reads nothing else any more than the advice, which ours has.
  '#config = …': nothing,
  '!configuration': 'false',
  'this._mixin(false, this.#config, configuration)': 'configuration',

  // Each instance has one wire, from the start, which takes everything. All there is to negotiate is whether the server does.
  '#transports = …': nothing,
  'this.#transports.add(type, transport, index)': '(this.#transport = transport)',
  'this.#transports.clear()': nothing,
  'this.#transports.findTransportTypes(version, this.#crossDomain, url)': '[this.#transport.type]',
  'this.#transports.negotiateTransport(message.supportedConnectionTypes, message.version, crossDomain, url)':
    'message.supportedConnectionTypes.includes(this.#transport.type) ? this.#transport : null',
  '!this.#transport': 'false',
  'oldTransport !== newTransport': 'false',
  'CometD.#isFunction(transport.registered)': 'true',

  // Our wires hand messages to `receive` and failures to the link. Of an envelope they look at nothing but its messages.
  'this.getTransport().send(envelope, metaConnect)': 'this.#transport.send({ messages }, metaConnect)',
  'this.getTransport().type': 'this.#transport.type',
  'this.getTransport()': nothing,

  // Recovery is the link's business: it never calls the function that would begin one, so nothing ever backs off. Of a failure it
  // looks at the cause alone.
  'this.#advice.reconnect || "handshake"': nothing,
  'this.#resetBackoff()': nothing,
  'this.#backoff': '0',

  // Each instance shakes hands once. When the server has ended the connection the link is over before anything else happens.
  'status !== "disconnected"': 'false',
  'this.isDisconnected()': 'false',
  'this.getStatus() === "disconnected"': 'false',
  'this.#isDisconnected()': 'this.#status === "disconnected"',
  '#status = …': nothing,
  'this.#disconnect(…)': 'this.#setStatus("disconnected")',
  'this.#disconnectResponse(message)': 'this.#setStatus("disconnected")',
  // It waits before each /meta/connect alone, and there is one at a time.
  'this.#cancelDelayedSend()': nothing,
  'this.#advice.interval + delay': 'this.#advice.interval',
  '#metaConnect = …': nothing,
  '#connected = …': nothing,
  'this.#delayedConnect(0)': 'this.#delayedConnect()',
  'this.#delayedConnect(this.#backoff)': 'this.#delayedConnect()',
  // Nobody asks for another status than that.
  'this.#setStatus("connecting")': nothing,
  'this.#setStatus("connected")': nothing,
  'this.getStatus()': nothing,
  'oldStatus !== newStatus': 'true',

  // Nothing is published by it, so nothing ever waits in a queue, and no answer to that comes.
  'this.#flushBatch()': nothing,
  'this.#messageResponse(…)': nothing,

  // No subscriptions: service channels need none.
  'this.clearSubscriptions()': nothing,
  'this.#subscribeResponse(…)': nothing,
  'this.#unsubscribeResponse(…)': nothing,

  // One listener, to /meta/connect: events go past it, and none are waited for after the handshake.
  '#listeners = …': nothing,
  'this.#addListener(channel, scope, callback, true)': '(this.#listeners = scope)',
  'this.#notifyListeners("/meta/connect", message)': 'this.#listeners(message)',
  'this.#notifyListeners(…)': nothing,
  'this.#handshakeMessages > 0': 'false',
  'this.#handshakeMessages === 0': 'true',

  // One callback, of the handshake. What it throws ends the line. Of a failure the link looks at the message and the cause.
  '#callbacks = …': nothing,
  'this._putCallback(message.id, handshakeCallback)': '(this.#callbacks = handshakeCallback)',
  'this.#handleCallback(message)': 'this.#callbacks(message)',
  'this.onTransportFailure(…)': 'this.onTransportFailure(message, failureInfo)',
  'message.reestablish = this.#reestablish': nothing,

  // It sends one message at a time, under the id that it has. No extensions (which could take a message away), remote calls, or hooks for exceptions.
  'this.#applyIncomingExtensions(message)': 'message',
  'this.#applyOutgoingExtensions(message)': 'message',
  'message !== undefined && message !== null': 'true',
  'message === undefined || message === null': 'false',
  'messages.length === 0': 'false',
  'message.id = messageId': nothing,
  'messages[i] = message': nothing,
  'this.#handleRemoteCall(message)': 'false',
  'CometD.#isFunction(handler)': 'false',

  // The one form in which `handshake` and `addListener` are called here.
  'arguments.length < 2': 'false',
  'CometD.#isFunction(handshakeProps)': 'false',
  'CometD.#isString(channel)': 'true',

  // Only plain objects of our own and the server's are put together, none of them deeply.
  'this._mixin(false, {}, this.#config.advice, newAdvice)': '{ ...this.#config.advice, ...newAdvice }',
  'this._mixin(false, {}, this.#handshakeProps, bayeuxMessage)': '{ ...handshakeProps, ...bayeuxMessage }',

  // Printed for its own developers.
  'this._debug(…)': nothing,
}

export const cometdAsWeUseIt = {
  values: { '/cometd/Client.js': client },
  classes: ['CometD', 'Transport'],
  dropped: [
    // Each instance is given its own.
    ...['onTransportFailure', 'setTimeout', 'clearTimeout', '_warn'],
    // Nothing calls them; the names are those of other things, too. Our wires have their own `accept` and `send`.
    ...['subscribe', 'send', 'accept', 'debug', 'advice', 'url', 'cometd', 'abort', 'reset', 'toString'],
  ],
}
