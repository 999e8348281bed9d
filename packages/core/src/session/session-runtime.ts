import { createAdoption } from '../outbox/adoption.ts'
import { clearUp } from './end-session.ts'
import type { Clock } from '../platform/clock.ts'
import { createPacing, type Pacing } from '../outbox/command-pacing.ts'
import { checkSize } from '../outbox/command-size.ts'
import { deferred } from '../platform/deferred.ts'
import { ChatError } from '../protocol/errors.ts'
import { createEventDispatch } from './dispatch-events.ts'
import type { Logger } from '../platform/logger.ts'
import type { NetworkStatus } from '../platform/network-status.ts'
import { oncePerBurst } from '../transcript/once-per-turn.ts'
import { createOutbox } from '../outbox/outbox.ts'
import type {
  AttachCommand,
  ChatCommand,
  EventAttached,
  Party,
  PassingCommand,
  TranscriptCommand,
} from '../protocol/protocol.ts'
import { idSequence } from '../platform/random-token.ts'
import { createReadMarks } from './read-marks.ts'
import { whenReady } from '../storage/resilient-storage.ts'
import type { Saved, SavedOutboxes } from '../storage/saved-session.ts'
import { isRestorationFailed } from '../protocol/restoration-failed.ts'
import { asEvent, notAttached, sessionEnded, staysQueued, withUnsent } from './session-errors.ts'
import { createSessionEvents, type SessionEnded, type SessionStatus } from './session-events.ts'
import { createStoredSession } from '../storage/session-renewal.ts'
import { createTranscript, type OwnCommand } from '../transcript/transcript.ts'
import type {
  ChatTransport,
  CloseReason,
  Connectivity,
  ConnectivityChange,
  PlannedRetry,
  TransportConnection,
} from '../transport/transport.ts'
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
  onRetry(retry: PlannedRetry): void
}

/** `opening` until the first `connected`; the last three are final. */
type Phase = 'opening' | 'open' | 'ended' | 'taken-over' | 'detached'

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
  const status = (): SessionStatus => (active() ? connectivity : phase === 'detached' ? 'closed' : 'ended')
  const supports = (type: ChatCommand['type']) => !transport.unsupported?.includes(type)

  const events = createSessionEvents(clock, logger)
  const transcript = createTranscript(
    oncePerBurst(() => events.signal('transcriptChanged', () => ({ transcript: transcript.entries }))),
  )
  const outbox = createOutbox({
    clock,
    maxMessages: setup.maxMessages,
    save: (commands) => saved.saveOutbox(ownKey, sessionId(), commands),
    append: transcript.add,
    delivery(commandId, delivery, error) {
      const entry = transcript.mark(commandId, delivery, error)
      // What has failed is settled too: the next page would only send it again, to be refused again.
      if (delivery === 'failed' || delivery === 'sent') adoption.settled(commandId, sessionId())
      return entry
    },
  })
  const adoption = createAdoption({ saved, ownKey, outbox, transcript, active })
  const readMarks = createReadMarks({ clock, tell: (event) => events.emit('read', event) })

  const pass = (command: PassingCommand) => {
    if (connectivity !== 'connected' || !active()) return
    const sent = async () => connection?.send(command)
    sent().catch((error: unknown) => logger.debug(`${command.type} was not sent`, error))
  }
  const typingThrottle = createTypingThrottle(clock, (isTyping) => {
    if (pacing?.take() === 0) pass({ type: 'SendTyping', id: nextId(), isTyping })
  })

  const stored = createStoredSession({ saved, clock, attach, position: () => Math.max(seen, incoming.position) })

  // ---- what the transport says --------------------------------------------------------------------------------------

  const incoming = createEventDispatch({
    events,
    transcript,
    clock,
    logger,
    seen,
    visitorId: () => attached?.party.id,
    attached: (event) => takeAttached(event),
    read: readMarks.heard,
    refused: outbox.refused,
    acceptedUnread: outbox.acceptedUnread,
    settled(commandId, entry) {
      outbox.settled(commandId, entry)
      adoption.settled(commandId, sessionId())
    },
    ended(event, asked) {
      finish({ reason: asked ? 'left' : event.reason, event })
    },
    taken() {
      // Before the first `connected` it is the transport's refusal that says so, with its cause.
      if (phase === 'open') takenOver()
    },
  })

  const takeAttached = (event: EventAttached) => {
    if (!pacing || attached?.limits.commandsPerSecond !== event.limits.commandsPerSecond) {
      pacing = createPacing(clock, event.limits.commandsPerSecond)
    }
    attached = event
    stored.attached(event)
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
    if (isRestorationFailed(cause)) return void adoption.takeRest(sessionId()).then(() => active() && expired(cause))
    // A transport gives no cause only for the session's end (T11): of this one the goodbye could not be read.
    if (!cause && attached) return finish({ reason: outbox.leave ? 'left' : 'unknown' })
    const error = cause ?? new DOMException('unable to open the session: its line was closed', 'InvalidStateError')
    if (phase === 'opening') refused(error)
    else void detach(error)
  }

  const expired = (cause: ChatError) => {
    // Who leaves in this page sees there what was not sent; who has reloaded since sees it only in the error.
    if (outbox.leave && (phase === 'open' || outbox.commands.length === 0)) {
      outbox.leaveSucceeded()
      return finish({ reason: 'left' })
    }
    const error = withUnsent(cause, outbox.commands)
    if (phase === 'opening') return refused(error)
    events.emit('error', asEvent(error))
    finish({ reason: 'expired', cause: error }, error)
  }

  // ---- how it ends --------------------------------------------------------------------------------------------------

  /** Stops all that runs; from here on nothing of the transport gets through. Returns what tells the page. */
  const stop = (final: 'ended' | 'taken-over' | 'detached', reason: CloseReason, cause?: unknown) => {
    const previous = status()
    const change = { since: clock.now(), ...(cause instanceof Error && { cause }) }
    phase = final // First: what is told from here on may make the page call detach().
    incoming.lineLost()
    removePageListener()
    stored.stop()
    readMarks.lost()
    connection?.close(reason)
    logger.info(`session ${sessionId()}: ${previous} → ${status()}`)
    beginning.onConnectivity({ ...change, current: 'closed', previous: connectivity })
    return () => events.emit('statusChanged', { ...change, current: status(), previous })
  }

  /** The session is over for everybody. */
  const finish = (ended: SessionEnded, error: unknown = sessionEnded(ended.reason)) => {
    if (!active()) return
    const tellStatus = stop('ended', ended.reason === 'left' ? 'left' : 'detached', ended.cause)
    leaveNothing(error, () => {
      tellStatus()
      events.emit('sessionEnded', ended)
    })
  }

  const leaveNothing = (error: unknown, tell: () => void) =>
    void clearUp({ id: sessionId(), clock, saved, outbox, adoption, error, tell })
      .then(over.resolve)
      .then(opened.resolve)

  /** Whoever took the session sends what is queued here. */
  const takenOver = () => {
    if (!active()) return
    const tellStatus = stop('taken-over', 'detached')
    const tell = () => {
      tellStatus()
      events.emit('sessionEnded', { reason: 'taken-over' })
    }
    const leaveToOthers = () => {
      outbox.release(staysQueued('another page has taken the session'))
      clock.after(0, () => {
        tell()
        over.resolve()
      })
    }
    // It may have seen the end of the session meanwhile: then nobody will.
    const held = whenReady(saved.written(), () => saved.holds(sessionId()))
    void whenReady(held, (isHeld) => (isHeld ? leaveToOthers() : leaveNothing(sessionEnded('taken-over'), tell)))
  }

  /** Refused before the first `connected`: there never was a session here. */
  const refused = (error: unknown) => {
    stop('detached', 'detached', error)
    outbox.release(error)
    const dropped = ChatError.is(error) && attach.type === 'StartSession' ? saved.dropStart(attach.id) : undefined
    void Promise.resolve(isRestorationFailed(error) ? saved.letGo(sessionId()) : dropped).then(() => {
      over.resolve()
      opened.reject(error)
    })
  }

  /** Lets go of the line. The session can be restored; what is queued stays saved. */
  const detach = (cause?: unknown): Promise<void> => {
    if (!active()) return over.promise
    const tellStatus = stop('detached', 'detached', cause)
    outbox.release(staysQueued('this page has let go of the session', cause))
    opened.reject(cause)
    tellStatus()
    void Promise.resolve(stored.renew()).then(saved.written).then(over.resolve)
    return over.promise
  }

  // ---- what the page asks for ---------------------------------------------------------------------------------------

  /** Queues a command, checked first. Resolves with its transcript entry when the server has it. */
  const submit = (command: TranscriptCommand) => {
    const problem = outbox.leave ? 'the visitor is leaving' : !active() && `the session is ${status()}`
    if (problem) throw new DOMException(`unable to send: ${problem}`, 'InvalidStateError')
    if (!supports(command.type)) {
      throw new DOMException(`unable to send: ${transport.name} does not support ${command.type}`, 'NotSupportedError')
    }
    checkSize(command, attached?.limits.maxMessageBytes ?? Infinity)
    const own = { command, at: outbox.timeOfNext(), after: incoming.position }
    if (command.type === 'SendMessage') typingThrottle.forget()
    return outbox.add(own)
  }

  const removePageListener = setup.network.subscribe((change) => {
    if (change !== 'pagehide' || !attached) return
    void outbox.flush()
    void stored.renew()
  })

  adoption.take(beginning.outboxes, sessionId())
  try {
    connection = transport.connect(attach, {
      get position() {
        return incoming.position
      },
      logger,
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
    /** Resolves when the session is over and nothing is left of it; rejects when it is refused, or goes on elsewhere. */
    async leave(): Promise<void> {
      if (phase === 'ended') return over.promise
      const leaving = outbox.leave ?? submit({ type: 'LeaveSession', id: nextId() })
      try {
        await leaving
      } catch (error) {
        // It ended before the leave was answered: that is what was asked for.
        if (status() !== 'ended' || phase === 'taken-over') throw error
      }
      return over.promise
    },
    typing: (isTyping: boolean) =>
      supports('SendTyping') && connectivity === 'connected' && typingThrottle.typing(isTyping),
    markRead: (index: number) => supports('MarkRead') && readMarks.mark(index),
    position: () => incoming.position,
    id: sessionId,
    party: () => attached?.party ?? nobody,
  }
}
export type LiveSession = ReturnType<typeof openLiveSession>

/** A session is handed out once it is attached, or has ended: only a transport that breaks its word leaves this to be seen. */
const nobody: Party = { id: '', name: '', type: 'client' }
