import { createAdoption } from './adopted-outboxes.ts'
import type { Clock } from './clock.ts'
import { createPacing, type Pacing } from './command-pacing.ts'
import { checkSize } from './command-size.ts'
import { deferred } from './deferred.ts'
import { ChatError } from './errors.ts'
import { createIncomingEvents } from './incoming-events.ts'
import type { Logger } from './logger.ts'
import type { NetworkStatus } from './network-status.ts'
import { createOutbox } from './outbox.ts'
import type { AttachCommand, EventAttached, Party, PassingCommand, TranscriptCommand } from './protocol.ts'
import { idSequence } from './random-token.ts'
import { createReadMarks } from './read-marks.ts'
import { whenReady } from './resilient-storage.ts'
import type { Saved, SavedOutboxes } from './saved-session.ts'
import { asEvent, isExpired, notAttached, sessionEnded, staysQueued, withUnsent } from './session-errors.ts'
import { createSessionEvents, type SessionEnded, type SessionStatus } from './session-events.ts'
import { createTranscript, type OwnCommand } from './transcript.ts'
import type {
  ChatTransport,
  CloseReason,
  Connectivity,
  ConnectivityChange,
  Retry,
  TransportConnection,
} from './transport.ts'
import { createTypingThrottle } from './typing.ts'

/** What every session of one chat shares. */
export interface SessionSetup {
  readonly transport: ChatTransport
  readonly saved: Saved
  readonly maxMessages: number
  readonly clock: Clock
  readonly logger: Logger
  readonly network: NetworkStatus
}

/** What one session begins with, and whom it tells what happens to its line. */
export interface SessionBeginning {
  readonly attach: AttachCommand
  /** The index up to which an earlier page has shown the transcript. */
  readonly seen: number
  readonly outboxes: SavedOutboxes
  onConnectivity(change: ConnectivityChange): void
  onRetry(retry: Retry): void
}

/** `opening` until the first `connected`; the other two are final. */
type Phase = 'opening' | 'open' | 'ended' | 'detached'

/** One session's life in this page, from the attach to the end: what comes from the transport, and what becomes of it. */
export function openLiveSession(setup: SessionSetup, beginning: SessionBeginning) {
  const { transport, saved, clock, logger } = setup
  const { attach, seen } = beginning
  const nextId = idSequence()
  const ownKey = saved.newOutboxKey()
  const opened = deferred<void>()
  const over = deferred<void>()
  let phase: Phase = 'opening'
  let connectivity: Connectivity = 'connecting'
  let attached: EventAttached | undefined
  let pacing: Pacing | undefined
  let connection: TransportConnection | undefined

  const sessionId = () => attached?.sessionId ?? ('sessionId' in attach ? attach.sessionId : '')
  const active = () => phase === 'opening' || phase === 'open'
  const status = (): SessionStatus => (phase === 'ended' ? 'ended' : phase === 'detached' ? 'closed' : connectivity)

  const events = createSessionEvents(clock, logger)
  let telling = false
  const transcript = createTranscript(() => {
    if (telling) return
    telling = true
    // Once for all that one frame brings: a replay is one change to look at, not a hundred thousand.
    queueMicrotask(() => {
      telling = false
      events.signal('transcriptChanged', () => ({ transcript: transcript.entries }))
    })
  })
  const outbox = createOutbox({
    clock,
    maxMessages: setup.maxMessages,
    save: (commands) => saved.saveOutbox(ownKey, sessionId(), commands),
    append: transcript.add,
    delivery(commandId, delivery, error) {
      const entry = transcript.mark(commandId, delivery, error)
      // What has failed is settled too: the next page would only send it again, to be refused again.
      if (delivery === 'failed') adoption.settled(commandId, sessionId())
      return entry
    },
  })
  const adoption = createAdoption({ saved, ownKey, outbox, transcript, active })
  const readMarks = createReadMarks({ clock, tell: (event) => events.emit('read', event) })

  const pass = (command: PassingCommand) => {
    if (transport.unsupported?.includes(command.type) || connectivity !== 'connected' || !active()) return
    const sent = async () => connection?.send(command)
    sent().catch((error: unknown) => logger.debug(`${command.type} was not sent`, error))
  }
  const typingThrottle = createTypingThrottle(clock, (isTyping) => {
    if (pacing?.take() === 0) pass({ type: 'SendTyping', id: nextId(), isTyping })
  })

  // ---- what the transport says --------------------------------------------------------------------------------------

  const incoming = createIncomingEvents({
    events,
    transcript,
    clock,
    logger,
    seen,
    visitorId: () => attached?.party.id,
    attached: (event) => takeAttached(event),
    read: readMarks.heard,
    refused: outbox.refused,
    settled(commandId, entry) {
      outbox.settled(commandId, entry)
      adoption.settled(commandId, sessionId())
    },
    ended(event, asked) {
      const reason = asked ? 'left' : event.reason
      finish({ reason, event }, sessionEnded(reason))
    },
    taken() {
      // Before the first `connected` it is the transport's refusal that says so, with its cause.
      if (phase === 'open') finish({ reason: 'taken-over' }, sessionEnded('taken-over'))
    },
  })

  const takeAttached = (event: EventAttached) => {
    const known = attached !== undefined
    if (!pacing || attached?.limits.commandsPerSecond !== event.limits.commandsPerSecond) {
      pacing = createPacing(clock, event.limits.commandsPerSecond)
    }
    attached = event
    if (!known || event.secret) {
      const secret = event.secret ?? attach.secret
      const position = Math.max(seen, incoming.position)
      void saved.save({ state: 'open', sessionId: event.sessionId, secret, position })
    }
    readMarks.attached(event.reads, event.party.id)
    // Another page may have queued something until the moment in which this one took the session.
    void saved.loadOutboxes(event.sessionId).then((outboxes) => adoption.take(outboxes, event.sessionId))
  }

  const connectivityChanged = (change: ConnectivityChange) => {
    if (change.current === 'closed') return closed(change.cause)
    if (change.current === 'connected') {
      if (!attached) return refused(notAttached())
      phase = 'open'
    } else {
      outbox.lost()
      readMarks.lost()
      typingThrottle.forget()
      incoming.lineLost()
    }
    connectivity = change.current
    beginning.onConnectivity(change)
    // Any handler may let go of the session, and is told nothing of its line from then on.
    const tell = (name: 'statusChanged' | 'interrupted' | 'continued') => active() && events.emit(name, change)
    tell('statusChanged')
    if (change.current === 'interrupted') tell('interrupted')
    if (change.current !== 'connected') return
    if (change.previous === 'interrupted') tell('continued')
    connected()
  }

  const connected = () => {
    opened.resolve()
    const line = connection
    if (!line || !pacing || !active()) return
    outbox.connected({ send: (command) => line.send(command), pacing })
    readMarks.connected({ send: (upTo) => pass({ type: 'MarkRead', id: nextId(), upTo }), pacing })
  }

  const closed = (cause: Error | undefined) => {
    if (isExpired(cause)) return void adoptRest().then(() => active() && expired(cause))
    const error = cause ?? sessionEnded('the transport has closed it')
    if (phase === 'opening') refused(error)
    else void detach(error)
  }

  /** Handed back is also what other pages have queued: with the session, their queues go. */
  const adoptRest = async () => {
    for (const own of await adoption.rest(sessionId())) outbox.adopt(own)
  }

  const expired = (cause: ChatError) => {
    // Who leaves in this page sees there what was not sent; who has reloaded since sees it only in the error.
    if (outbox.leave && (phase === 'open' || outbox.commands.length === 0)) {
      outbox.leaveSucceeded()
      return finish({ reason: 'left' }, sessionEnded('left'))
    }
    const error = withUnsent(cause, outbox.commands)
    if (phase === 'opening') return refused(error)
    events.emit('error', asEvent(error))
    finish({ reason: 'expired', cause: error }, error)
  }

  // ---- how it ends --------------------------------------------------------------------------------------------------

  /** Stops all that runs; from here on nothing of the transport gets through. Returns what tells the page. */
  const stop = (final: 'ended' | 'detached', reason: CloseReason, cause?: unknown) => {
    const previous = status()
    const change = { since: clock.now(), ...(cause instanceof Error && { cause }) }
    phase = final // First: what is told from here on may make the page call detach().
    incoming.lineLost()
    removePageListener()
    readMarks.lost()
    connection?.close(reason)
    logger.info(`session ${sessionId()}: ${previous} → ${status()}`)
    beginning.onConnectivity({ ...change, current: 'closed', previous: connectivity })
    return () => events.emit('statusChanged', { ...change, current: status(), previous })
  }

  /** One of the three endings. First the promises, then the handlers (one task later), then the storage. */
  const finish = (ended: SessionEnded, error: unknown) => {
    if (!active()) return
    const tellStatus = stop('ended', ended.reason === 'left' ? 'left' : 'detached', ended.cause)
    const tell = () => {
      tellStatus()
      events.emit('sessionEnded', ended)
    }
    const end = () => {
      outbox.failAll(error)
      clock.after(0, () => void clear().then(over.resolve).then(opened.resolve))
    }
    const handBackRest = () => adoptRest().then(() => outbox.failAll(error))
    const clear = async () => {
      await handBackRest()
      tell()
      await saved.letGo(sessionId())
      await handBackRest() // What a page has saved meanwhile that relies on this one.
      await saved.forget(sessionId())
    }
    // Whoever took the session sends what is queued here, and may have seen the end of it meanwhile: then nobody will.
    const leaveToOthers = () => {
      outbox.release(staysQueued('another page has taken the session'))
      clock.after(0, () => {
        tell()
        over.resolve()
      })
    }
    if (ended.reason !== 'taken-over') return end()
    const held = whenReady(saved.written(), () => saved.holds(sessionId()))
    void whenReady(held, (isHeld) => (isHeld ? leaveToOthers() : end()))
  }

  /** Refused before the first `connected`: there never was a session here. */
  const refused = (error: unknown) => {
    stop('detached', 'detached', error)
    outbox.release(error)
    const dropped = ChatError.is(error) && attach.type === 'StartSession' ? saved.dropStart(attach.id) : undefined
    void Promise.resolve(isExpired(error) ? saved.letGo(sessionId()) : dropped).then(() => {
      over.resolve()
      opened.reject(error)
    })
  }

  /** Lets go of the line. The session can be restored; what is queued stays saved. */
  const detach = (cause?: unknown): Promise<void> => {
    if (!active()) return over.promise
    const tellStatus = stop('detached', 'detached', cause)
    void outbox.flush()
    outbox.release(staysQueued('this page has let go of the session', cause))
    opened.reject(cause)
    tellStatus()
    const position = attached ? saved.savePosition(sessionId(), incoming.position) : undefined
    void Promise.resolve(position).then(saved.written).then(over.resolve)
    return over.promise
  }

  // ---- what the page asks for ---------------------------------------------------------------------------------------

  /** Queues a command, checked first. Resolves with its transcript entry when the server has it. */
  const submit = (command: TranscriptCommand) => {
    const problem = outbox.leave ? 'the visitor is leaving' : !active() && `the session is ${status()}`
    if (problem) throw new DOMException(`unable to send: ${problem}`, 'InvalidStateError')
    if (transport.unsupported?.includes(command.type)) {
      throw new DOMException(`unable to send: ${transport.name} does not support ${command.type}`, 'NotSupportedError')
    }
    checkSize(command, attached?.limits.messageBytes ?? Infinity)
    const own = { command, at: outbox.timeOfNext(), after: incoming.position }
    if (command.type === 'SendMessage') typingThrottle.forget()
    return outbox.add(own)
  }

  const removePageListener = setup.network.subscribe((change) => {
    if (change !== 'pagehide' || !attached) return
    void outbox.flush()
    void saved.savePosition(sessionId(), incoming.position)
  })

  adoption.take(beginning.outboxes, sessionId())
  try {
    connection = transport.connect(attach, {
      get position() {
        return incoming.position
      },
      onEvent: (event) => active() && incoming.receive(event),
      onConnectivity: (change) => active() && connectivityChanged(change),
      onRetry: (retry) => active() && beginning.onRetry(retry),
    })
    // A transport may have spoken before it returned.
    if (!active()) connection.close('detached')
    else if (status() === 'connected') connected()
  } catch (error) {
    refused(error)
  }

  return {
    events,
    transcript,
    opened: opened.promise,
    over: over.promise,
    detach,
    submit,
    nextId,
    active,
    status,
    outbox,
    /** Shows what nobody can send any more, as failed, before everything else. */
    handBack(commands: readonly OwnCommand[]) {
      for (const own of commands) {
        transcript.add({ ...own, after: 0 })
        transcript.mark(own.command.id, 'failed', sessionEnded('before this was sent'))
      }
    },
    leave: () => outbox.leave ?? submit({ type: 'LeaveSession', id: nextId() }),
    typing: (isTyping: boolean) => connectivity === 'connected' && typingThrottle.typing(isTyping),
    markRead: readMarks.mark,
    position: () => incoming.position,
    id: sessionId,
    party: () => attached?.party ?? nobody,
  }
}
export type LiveSession = ReturnType<typeof openLiveSession>

/** A session is handed out once it is attached, or has ended: only a transport that breaks its word leaves this to be seen. */
const nobody: Party = { id: '', name: '', type: 'client' }
