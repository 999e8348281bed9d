import { CometD } from 'cometd'
import type { Message } from 'cometd'
import { silentLogger, systemClock } from '@chat-transport/core'
import type { AttachCommand, Clock, LinkLine, Logger, OpenLink, SendCommand } from '@chat-transport/core'
import { linkTimers } from './link-timers.ts'
import { resolveServerUrl } from './server-url.ts'
import type { Wire } from './closable-transport.ts'
import { wires, type CometdTransportType } from './transports.ts'

/** Both ways: commands are published on it, events arrive on it. */
const chatChannel = '/service/chat'

/** How long the server is asked to hold `/meta/connect`: the heartbeat. */
const heartbeatMs = 10_000

export interface CometdLinkOptions {
  readonly transport: CometdTransportType
  readonly url: string
  readonly requestHeaders?: Readonly<Record<string, string>>
  readonly clock?: Clock
  readonly logger?: Logger
}

/**
 * One CometD connection as a link. The attach rides on the handshake, events and commands on `/service/chat`. Resolves
 * with the first `/meta/connect` reply, which has come the way the events come.
 *
 * Each link is a `CometD` of its own that never recovers by itself: the first failure, and any advice to start over, is
 * the end of the link.
 */
export function cometdLink(options: CometdLinkOptions): OpenLink {
  const { transport, requestHeaders = {}, clock = systemClock, logger = silentLogger } = options
  return (attach, line) => {
    line.signal.throwIfAborted()
    const url = resolveServerUrl(options.url)
    const cometd = newCometD(line, logger)
    const startTimer = linkTimers(clock, line.signal)
    cometd.setTimeout = (run, delayMs) => startTimer(() => guard(run, line), delayMs)
    cometd.clearTimeout = (cancel: () => void) => cancel()

    const wire = new wires[transport]({
      url,
      requestHeaders,
      received: (text, asked = []) => guard(() => receiveAll(text, asked, { cometd, line }), line),
      lost: (cause) => line.lost(cause),
    })
    cometd.registerTransport(transport, wire)
    cometd.configure({
      url: url.href,
      useWorkerScheduler: false,
      advice: { timeout: heartbeatMs, interval: 0, maxInterval: 0 },
    })
    closeOnAbort(cometd, wire, line)
    return establish(cometd, attach, line)
  }
}

/** A `CometD` without its transports (JSONP among them), its recovery, and its way of printing whole messages. */
function newCometD(line: LinkLine, logger: Logger): CometD {
  if (typeof window === 'undefined') throw new Error('unable to connect: CometD runs in pages, and there is no window')
  const cometd = new CometD()
  cometd.unregisterTransports()
  cometd.onTransportFailure = (message, { cause }) =>
    line.lost(cause === 'negotiation' ? new Error('the server does not offer this connection type') : refusal(message))
  cometd._warn = (text) => logger.warn(`cometd: ${text}`)
  cometd._info = (text) => logger.info(`cometd: ${text}`)
  return cometd
}

function establish(cometd: CometD, attach: AttachCommand, line: LinkLine): Promise<SendCommand> {
  const send: SendCommand = (command) =>
    new Promise((resolve, reject) => {
      cometd.publish(chatChannel, command, (reply) => (reply.successful ? resolve() : reject(refusal(reply))))
    })

  return new Promise((resolve, reject) => {
    line.signal.addEventListener('abort', () => reject(line.signal.reason), { once: true })
    cometd.addListener('/meta/connect', ({ successful }) => {
      if (!successful) return
      line.alive()
      resolve(send)
    })
    cometd.handshake({ ext: { chat: attach } }, (reply) => {
      // How many events come with it: cometd would wait until it has seen them, before it asks for more.
      Reflect.deleteProperty(reply, 'x-messages')
      const answer = chatAnswer(reply)
      if (answer !== undefined) line.received(answer)
      else if (reply.successful)
        line.lost(new Error('unable to attach: the CometD server answers the handshake, but is no chat server'))
    })
  })
}

interface Receiver {
  readonly cometd: CometD
  readonly line: LinkLine
}

/**
 * Hands on a frame message by message: a handler may end the line in the middle of it. Events go past cometd, which would
 * only look for who listens to them, and that a hundred thousand times after a long absence. cometd asks no second time
 * for an answer that is missing from the response it was due in: without it no `/meta/connect` would go out any more.
 */
function receiveAll(text: unknown, asked: readonly Message[], { cometd, line }: Receiver): void {
  const messages: unknown = JSON.parse(String(text))
  if (!isBayeux(messages)) throw new TypeError('what it sent is no array of Bayeux messages')
  for (const message of messages) {
    if (line.signal.aborted) return
    if (message.channel === chatChannel && message.data !== undefined) line.received(message.data)
    else cometd.receive(message)
    if (cometd.isDisconnected()) line.lost(new Error('the server ended the connection'))
  }
  const unanswered = asked.find(
    ({ channel, id }) => isMeta(channel) && !messages.some((reply) => reply.channel === channel && reply.id === id),
  )
  if (unanswered && !line.signal.aborted) throw new Error(`its response leaves ${unanswered.channel} unanswered`)
}

/** Whatever cometd throws at, a frame it cannot read or an advice it does not know, leaves it in no known state. */
function guard(run: () => void, line: LinkLine): void {
  try {
    run()
  } catch (cause) {
    line.lost(
      new Error(`unable to understand the server: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      }),
    )
  }
}

/**
 * Nothing can dial again: cometd's timers are gone already (linkTimers was there first), and the wire is closed. cometd's
 * own `disconnect()` would wait for an answer, or dial to ask for it.
 */
function closeOnAbort(cometd: CometD, wire: Wire, { signal }: LinkLine): void {
  const close = () => {
    const clientId = cometd.getClientId()
    const letGo = signal.reason === 'detached' || signal.reason === 'left'
    wire.close(letGo && clientId ? JSON.stringify([{ id: 'bye', channel: '/meta/disconnect', clientId }]) : undefined)
  }
  signal.addEventListener('abort', close, { once: true })
}

/** cometd passes over some messages that are none; to ignore them here would be to lose what they were meant to be. */
function isBayeux(messages: unknown): messages is Message[] {
  return Array.isArray(messages) && messages.every((message) => typeof message?.channel === 'string')
}

const isMeta = (channel: string) => channel.startsWith('/meta/')

function chatAnswer({ ext }: Message): unknown {
  return (ext as { chat?: unknown } | undefined)?.chat
}

function refusal({ channel, error }: Message): Error {
  return new Error(`the server refused ${channel}: ${error ?? 'no reason given'}`)
}
