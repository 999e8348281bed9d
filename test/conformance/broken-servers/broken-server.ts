import {
  createChatBackend,
  type AttachResult,
  type Attachment,
  type Authenticate,
  type Authenticated,
  type ChatBackend,
  type DropReason,
  type SessionStore,
  type VisitorLine,
} from '@chat-transport/backend'
import type { ServerRuleId } from '@chat-transport/conformance/server'
import type { ChatServerOptions } from '@chat-transport/server'
import type { BayeuxFault } from './bayeux-proxy.ts'

/** What travels, whatever a fault has made of it. */
export type Json = Record<string, unknown>

/** The object without these fields. */
export const without = (object: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))

/** A server with one fault, and the rules that the kit must blame for it: these, and no other. */
export interface BrokenServer {
  readonly name: string
  /** What it does wrong. Completes the sentence "the server …". */
  readonly bug: string
  /** The rule that the fault breaks, and those that it cannot but break too. */
  readonly rules: readonly [ServerRuleId, ...ServerRuleId[]]
  /** These cases in place of all of `rules`, where each of many would wait its whole time. */
  readonly cases?: readonly string[]
  readonly transport?: 'websocket' | 'long-polling'
  /** A fault of what is behind the fronts. */
  readonly backend?: BackendFault
  /** A fault of its store. Such a server can be restarted, and cut off from its store. */
  readonly store?: StoreFault
  /** It has a log-in, which issues tokens that begin with the user's id and `~`. */
  readonly hasLogin?: true
  /** A fault in how it is carried. */
  readonly bayeux?: BayeuxFault
  /** Options of the reference server that no server should have. */
  readonly options?: ChatServerOptions
}

/** What one line of a visitor is changed by. Whatever is left out works as in the reference server. */
export interface LineFault {
  /** The attach of the line was accepted. */
  opened?(line: FaultyLine): void
  /** Changes an event on its way out: another one, several, or none. */
  event?(event: Json): Json | readonly Json[]
  /** Carries out a command, by `receive`, or otherwise. */
  command?(command: Json, line: FaultyLine): Promise<void> | void
  drop?(reason: DropReason, line: FaultyLine): void
}

/** A line, as a fault can use it. */
export interface FaultyLine {
  /** Sends an event that the back end knows nothing of. */
  deliver(event: Json): void
  /** Hands a command to the real back end. */
  receive(command: unknown): void | Promise<void>
  drop(reason: DropReason): void
}

/** What a fault is told of an attach. */
export interface FaultyAttach {
  readonly attach: Json
  /** What the real back end answers to an attach. */
  real(attach: Json): Promise<AttachResult>
}

/** A back end with a fault. Each server has one of its own, which may remember things. */
export interface BackendFault {
  (): {
    attach?(attempt: FaultyAttach): Promise<AttachResult>
    /** Called for each line, before its attach is answered. */
    line?(attach: Json): LineFault
    /** Changes what the log-in says. */
    admitted?(result: Authenticated, request: Json): Authenticated
    /** Changes the answer. */
    answer?(answer: Json, attach: Json): Json
    /** The server has been restarted. */
    restarted?(): void
  }
}

/** A store with a fault: these of its functions differ from those of the real one. Each server has one of its own. */
export interface StoreFault {
  /** `another`: makes an empty store, which is cut off with the real one. */
  (
    real: SessionStore,
    another: () => SessionStore,
  ): Partial<SessionStore> & {
    /** The server has been restarted. */
    restarted?(): Promise<void> | void
  }
}

/** Every line tells its events changed. */
export const changesEvents =
  (event: NonNullable<LineFault['event']>): BackendFault =>
  () => ({ line: () => ({ event }) })

/** Every line takes its commands like this. */
export const takesCommands =
  (command: NonNullable<LineFault['command']>): BackendFault =>
  () => ({ line: () => ({ command }) })

/** The real back end on this store, with a fault. */
export function faultyBackend(
  { attach: attachWith, line: lineFault, answer: alter, admitted }: ReturnType<BackendFault>,
  { store, authenticate }: { readonly store: SessionStore; readonly authenticate: Authenticate },
) {
  const real = createChatBackend({
    store,
    async authenticate(request, context) {
      const result = await authenticate(request, context)
      return typeof result === 'object' && admitted ? admitted(result, request as unknown as Json) : result
    },
  })
  const backend: ChatBackend = {
    ...real,
    async attach(command, line, context) {
      const attach = (command ?? {}) as Json
      const fitted = fit(line, lineFault?.(attach) ?? {})
      const ask = async (changed: Json) => real.attach(command && changed, fitted.line, context)
      const result = attachWith && command ? await attachWith({ attach, real: ask }) : await ask(attach)
      const answer = alter ? (alter(result.answer as unknown as Json, attach) as never) : result.answer
      if (!result.attachment) return { answer } as AttachResult
      fitted.open((received) => result.attachment.receive(received))
      return { answer, attachment: { ...bound(result.attachment), receive: fitted.command } } as AttachResult
    },
  }
  return { backend, real }
}

function bound(attachment: NonNullable<AttachResult['attachment']>) {
  return {
    sessionId: attachment.sessionId,
    start: () => attachment.start(),
    confirm: () => attachment.confirm(),
    detach: () => attachment.detach(),
  }
}

function fit(line: VisitorLine, fault: LineFault) {
  let receive: Attachment['receive'] = () => undefined
  const fitted = {
    open(real: Attachment['receive']) {
      receive = real
      fault.opened?.(faulty)
    },
    command: async (command: unknown): Promise<void> => {
      const isObject = typeof command === 'object' && command !== null && !Array.isArray(command)
      if (fault.command && isObject) await fault.command(command as Json, faulty)
      else await receive(command)
    },
    line: {
      ...(line.signal && { signal: line.signal }),
      deliver: (events: readonly string[]) =>
        line.deliver(
          events.flatMap((text) => {
            const event = JSON.parse(text) as Json
            return [fault.event ? fault.event(event) : event].flat().map((each) => JSON.stringify(each))
          }),
        ),
      drop: (reason: DropReason) => (fault.drop ? fault.drop(reason, faulty) : line.drop(reason)),
    } satisfies VisitorLine,
  }
  const faulty: FaultyLine = {
    deliver: (event) => void line.deliver([JSON.stringify(event)]),
    receive: (command) => receive(command),
    drop: (reason) => line.drop(reason),
  }
  return fitted
}
