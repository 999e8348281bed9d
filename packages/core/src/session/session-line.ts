import type { Logger } from '../platform/logger.ts'
import { randomId } from '../platform/random-token.ts'
import { createTokenBucket, type TokenBucket } from '../platform/token-bucket.ts'
import type { AttachCommand, EventAttached } from '../protocol/protocol.ts'
import { whenReady } from '../storage/awaitable.ts'
import { createSessionRenewal } from '../storage/session-renewal.ts'
import type { CloseReason, ConnectivityChange, TransportConnection } from '../transport/transport.ts'
import { createPassingCommands } from './passing-commands.ts'
import { notAttached } from './session-errors.ts'
import type { SessionParts } from './session-parts.ts'

export interface SessionLineOptions {
  onEvent(event: unknown): void
  /** The transport's word for the end. */
  onClosed(cause: Error | undefined): void
  onRefused(error: unknown): void
  onConnected(): void
}

/** The session's side of its connection: what the transport says, and what goes out on it. */
export function createSessionLine(parts: SessionParts, options: SessionLineOptions) {
  const { onEvent, onClosed, onRefused } = options
  const { saved, clock, logger, state, progress, identity, outbox, adoption, readMarks, credentials } = parts
  let connection: TransportConnection | undefined
  let rate: TokenBucket | undefined
  const renewal = createSessionRenewal({ saved, clock, held: () => identity.held(progress.position) })

  const { send: sendPassing, typingThrottle } = createPassingCommands(parts, {
    connection: () => connection,
    rate: () => rate,
  })

  const onAttached = (event: EventAttached) => {
    const perSecond = event.limits.commandsPerSecond
    if (identity.attached?.limits.commandsPerSecond !== perSecond) rate = createTokenBucket({ clock, perSecond })
    identity.onAttached(event)
    void outbox.flush() // First the queue: it is found by the session's id.
    renewal.onAttached()
    readMarks.onAttached(event.reads, event.party.id)
    // Another page may have queued something until this one took the session.
    void saved.loadOutboxes(...identity.queueIds).then(adoption.adopt)
  }

  const onConnectivity = (change: ConnectivityChange) => {
    const { current, cause } = change
    if (current === 'closed') return onClosed(cause)
    if (current === 'connected' && !identity.attached) return onRefused(notAttached())
    if (current !== 'connected') disconnected(parts, typingThrottle)
    if (!state.isLive) return // A handler of what that told has let go of the session.
    logger.info(`session ${current}`)
    state.send({ type: 'connectivity', current })
    parts.onConnectivity(change)
    tellChange(parts, change)
    if (current === 'connected') connected()
  }
  const connected = () => {
    parts.opened.resolve()
    parts.transcript.drafts.caughtUp()
    const line = connection
    if (!line || !rate || !state.isLive) return
    outbox.connected({ send: (command) => line.send(command), rate })
    parts.identification.connected(sendPassing)
    parts.history.connected(sendPassing)
    readMarks.connected({ send: (upTo) => sendPassing({ type: 'MarkRead', id: randomId(), upTo }), rate })
    options.onConnected()
  }

  const close = (reason: CloseReason) => connection && closeConnection(connection, reason, logger)

  const stopListening = parts.network.subscribe((change) => change === 'pagehide' && saveAll(parts, renewal))

  return {
    onAttached,
    typingThrottle,
    renew: renewal.renew,
    open(attach: AttachCommand) {
      connection = parts.transport.connect(attach, {
        get position() {
          return progress.position
        },
        logger,
        ...(credentials && { credentials }),
        onEvent: (event) => state.isLive && onEvent(event),
        onConnectivity: (change) => state.isLive && onConnectivity(change),
        onRetry: (retry) => state.isLive && parts.onRetry(retry),
      })
      // A transport may have spoken before it returned.
      if (!state.isLive) close('detached')
      else if (state.status === 'connected') connected()
    },
    stop(reason: CloseReason) {
      stopListening()
      renewal.stop()
      readMarks.lost()
      close(reason)
    },
  }
}
export type SessionLine = ReturnType<typeof createSessionLine>

/** The session is over, whatever its transport does. */
function closeConnection(connection: TransportConnection, reason: CloseReason, logger: Logger): void {
  try {
    connection.close(reason)
  } catch (error) {
    logger.error('the transport did not close', error)
  }
}

/**
 * The page may be gone for good. While its line is down another page may have sent or discarded what is queued here: then only
 * what has changed is written, unless everything that was stored has been cleared.
 */
function saveAll({ saved, state, identity, outbox }: SessionParts, renewal: { renew(): unknown }): void {
  const isOurs = state.status === 'connected' || !identity.attached
  void whenReady(isOurs || saved.isCleared(), (all) => {
    void (all ? outbox.flush() : outbox.flushChanged())
    void renewal.renew()
  })
}

function disconnected(parts: SessionParts, typingThrottle: { forget(): void }): void {
  for (const each of [parts.outbox, parts.readMarks, parts.identification]) each.lost()
  typingThrottle.forget()
  parts.typing.lapseAll()
}

/** Tells the page. Any handler may let go of the session, and is told nothing of its line from then on. */
function tellChange({ state, events }: SessionParts, change: ConnectivityChange): void {
  events.changed()
  const tell = (name: 'statusChanged' | 'interrupted' | 'continued') => state.isLive && events.emit(name, change)
  tell('statusChanged')
  if (change.current === 'interrupted') tell('interrupted')
  if (change.current === 'connected' && change.previous === 'interrupted') tell('continued')
}
