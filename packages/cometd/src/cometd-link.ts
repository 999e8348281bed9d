import { CometD } from 'cometd'
import type { Message } from 'cometd'
import { systemClock, toJson } from '@chat-transport/core'
import type { AttachCommand, Clock, LinkLine, OpenLink, SendCommand } from '@chat-transport/core'
import { chatChannel, openCommandChannel, type CommandChannel } from './command-channel.ts'
import { heartbeatMs } from './heartbeat.ts'
import { linkTimers } from './link-timers.ts'
import { createPollFloor, type PollFloor } from './poll-floor.ts'
import { refusal } from './refusal.ts'
import { followPath, resolveServerUrl } from './server-url.ts'
import type { ClosableTransport } from './closable-transport.ts'
import { transports, type CometdTransportType } from './transports.ts'

export interface CometdLinkOptions {
  readonly transport: CometdTransportType
  readonly url: string
  readonly requestHeaders?: HeadersInit
  /** That of `linkedTransport`. @default 15000 */
  readonly silenceTimeoutMs?: number
  readonly clock?: Clock
}

/**
 * One CometD connection as a link, named for its transport. The handshake carries the attach, `/service/chat` carries events
 * and commands. The link resolves with the first `/meta/connect` reply, which uses the path of the events.
 *
 * Each link has a new `CometD` that never recovers: the first failure, or an advice to start over, ends the link.
 */
export function cometdLink(options: CometdLinkOptions): OpenLink {
  const { transport, requestHeaders = {}, silenceTimeoutMs = 15_000, clock = systemClock } = options
  const warnOfHold = createHoldWarning(silenceTimeoutMs)
  const open: OpenLink = (attach, line) => {
    if (line.signal.aborted) throw line.signal.reason
    const url = resolveServerUrl(options.url)
    const cometd = newCometD(line)
    const startTimer = linkTimers(clock, line.signal)
    const polls = createPollFloor(clock)
    // CometD has no other timer than the one before each `/meta/connect`. It clears it only when it has run, so it needs no handle:
    // a second answer to a `/meta/connect` starts none, since CometD drops answers to what it does not wait for.
    cometd.setTimeout = (run, delayMs) =>
      void startTimer(() => endOnError(run, line), Math.max(delayMs, polls.waitMs()))

    const connection = new transports[transport]({
      url,
      requestHeaders,
      startTimer,
      received: (text, request = []) =>
        endOnError(() => receiveAll(text, request, { cometd, commands, line, polls }), line),
      progress: () => line.alive('part'),
      lost: (cause) => line.lost(cause),
    })
    const commands = openCommandChannel(cometd, connection)
    cometd.registerTransport(transport, connection)
    cometd.configure({
      url: url.href,
      useWorkerScheduler: false,
      advice: { timeout: heartbeatMs, interval: 0, maxInterval: 0 },
    })
    closeOnAbort(cometd, connection, line)
    return handshake(cometd, attach, { send: commands.send, line, url, warnOfHold })
  }
  return Object.defineProperty(open, 'name', { value: transport })
}

/** Creates a `CometD` without its transports (such as JSONP) and its recovery, and without whole messages in its log. */
function newCometD({ logger }: LinkLine): CometD {
  if (typeof window === 'undefined') throw new Error('unable to connect: there is no window')
  const cometd = new CometD()
  cometd.unregisterTransports()
  cometd._warn = (text) => logger.warn(`cometd: ${text}`)
  return cometd
}

interface Attaching {
  readonly send: SendCommand
  readonly line: LinkLine
  /** Where the transport sends the requests of this line. */
  readonly url: URL
  readonly warnOfHold: HoldWarning
}

type HoldWarning = (holdMs: number, line: LinkLine) => void

/** Once for all lines of a link: a server that holds for so long ends one after another by it. */
function createHoldWarning(silenceTimeoutMs: number): HoldWarning {
  let isTold = false
  return (holdMs, { logger }) => {
    if (isTold || holdMs < silenceTimeoutMs) return
    isTold = true
    logger.warn(
      `the server may hold /meta/connect for ${holdMs} ms, longer than silenceTimeoutMs (${silenceTimeoutMs}): its line may count as lost. Set silenceTimeoutMs above that, or let the server hold for less`,
    )
  }
}

function handshake(cometd: CometD, attach: AttachCommand, attaching: Attaching): Promise<SendCommand> {
  const { send, line, url, warnOfHold } = attaching
  return new Promise((resolve, reject) => {
    line.signal.addEventListener('abort', () => reject(line.signal.reason))
    cometd.onTransportFailure = (message, { cause }) =>
      line.lost(
        cause === 'negotiation' ? new Error('the server does not offer this connection type') : refusal(message),
      )
    cometd.addListener('/meta/connect', (reply) => {
      if (!reply.successful) return
      line.alive()
      resolve(send)
    })
    cometd.handshake({ ext: { chat: attach } }, (reply) => {
      warnOfHold(reply.advice?.timeout ?? 0, line)
      // The number of events in this response. CometD would wait for them, but `receiveAll` does not pass events to it.
      Reflect.deleteProperty(reply, 'x-messages')
      const { chat: answer, path } = (reply.ext ?? {}) as HandshakeExt
      if (path !== undefined) followPath(url, path, line)
      if (answer !== undefined) line.received(answer)
      else if (reply.successful)
        line.lost(new Error('unable to attach: the handshake was answered without a chat answer'))
    })
  })
}

interface Receiver {
  readonly cometd: CometD
  readonly commands: Pick<CommandChannel, 'acknowledged'>
  readonly line: LinkLine
  readonly polls: PollFloor
}

/**
 * Handles a frame message by message, and stops when a message ends the line. Events bypass CometD, which would search for
 * their listeners, a hundred thousand times after a long absence. Throws if a response lacks the answer to a `/meta`
 * message: CometD would wait for it and never send another `/meta/connect`.
 */
function receiveAll(text: unknown, request: readonly Message[], receiver: Receiver): void {
  const { cometd, commands, line, polls } = receiver
  const messages: unknown = JSON.parse(String(text))
  if (!isBayeux(messages)) throw new TypeError('the frame is not an array of Bayeux messages')
  if (messages.some(isEvent)) polls.eventsCame()
  for (const message of messages) {
    if (line.signal.aborted) return
    if (isEvent(message)) line.received(message.data)
    else if (message.channel === chatChannel) commands.acknowledged(message)
    else cometd.receive(message)
    if (cometd.isDisconnected()) line.lost(new Error('the server ended the connection'))
  }
  const unanswered = request.find(
    ({ channel, id }) => isMeta(channel) && !messages.some((reply) => reply.channel === channel && reply.id === id),
  )
  if (unanswered && !line.signal.aborted) throw new Error(`the response has no answer to ${unanswered.channel}`)
}

/** Ends the line if CometD throws, for example on a frame it cannot read: its state is unknown from then on. */
function endOnError(run: () => void, line: LinkLine): void {
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
 * Closes the transport when the line ends. Nothing dials again, because `linkTimers` has cancelled CometD's timers before.
 * CometD's own `disconnect()` would wait for an answer, and connect again to get it.
 */
function closeOnAbort(cometd: CometD, connection: ClosableTransport, { signal }: LinkLine): void {
  const close = () => {
    const clientId = cometd.getClientId()
    const isWanted = signal.reason === 'detached' || signal.reason === 'left'
    connection.close(isWanted && clientId ? toJson([{ id: 'bye', channel: '/meta/disconnect', clientId }]) : undefined)
  }
  signal.addEventListener('abort', close)
}

/** CometD ignores some invalid messages. They end the link here, since each of them may be a lost event. */
function isBayeux(messages: unknown): messages is Message[] {
  return Array.isArray(messages) && messages.every((message) => typeof message?.channel === 'string')
}

const isEvent = ({ channel, data }: Message) => channel === chatChannel && data !== undefined

const isMeta = (channel: string) => channel.startsWith('/meta/')

/** What the chat has added to the answer to a handshake. */
interface HandshakeExt {
  readonly chat?: unknown
  /** Leads the further requests of this line to its server (P108). Not checked yet. */
  readonly path?: string
}
