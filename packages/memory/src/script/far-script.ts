import type { Agent, AgentProfile, BackendSession, ChatBackend } from '@chat-transport/backend'
import { checkArgument, checkOptions, guards } from '@chat-transport/core'
import type { EventMessage, EventParticipantLeft, EventSessionEnded, MessageContent } from '@chat-transport/core'
import type { Faults } from '@chat-transport/faults'
import { describeCode, type PlannedErrors } from './planned-errors.ts'

/**
 * What an error answers: the next attach, the next command that becomes a transcript event, or nothing (`unprompted`: an
 * `EventError` without a `commandId`).
 */
export type ErrorTarget = 'attach' | 'command' | 'unprompted'

/** What an error of the script answers, and how it is described. */
export interface ScriptedError {
  /** @default 'attach' for 50 and 100–149, 'command' for the other codes below 100, else 'unprompted' */
  readonly on?: ErrorTarget
  /** @default the back end's own text if the code has a real cause, else the text of the error reference */
  readonly description?: string
}

/**
 * A script for the far side of a chat. Its actions go through the real back end and over the real line, so a page cannot tell
 * it from a server. Verbs act in the newest session; one that needs a session or a line throws if there is none.
 */
export interface FarScript {
  /** The newest session, as agents see it: `session.transcript()` is the server's transcript. */
  readonly session: BackendSession
  /** Resolves with the newest session, at once or when a visitor has started one. */
  waitForSession(): Promise<BackendSession>

  /** An agent joins and speaks from now on. Resolves when the transcript has it. @default an agent called Grace */
  join(profile?: AgentProfile): Promise<Agent>
  /**
   * The agent says something, or what a stream gives, as it comes; joins first if needed. Resolves when the transcript has it and an
   * open line has delivered it.
   */
  say(text: string | AsyncIterable<string>): Promise<EventMessage>
  /** The same for content of any type: choices, a card, or one of the back end's option `contents`. */
  send(content: MessageContent): Promise<EventMessage>
  /** The agent types, or stops typing; joins first if needed. */
  type(isTyping?: boolean): Promise<void>
  /** The agent leaves. */
  leave(reason?: string): Promise<EventParticipantLeft>
  /** The server ends the session. */
  endSession(reason?: string): Promise<EventSessionEnded>
  /** The server forgets the session, as after a long absence. The page learns of it at its next attach. */
  expireSession(): Promise<void>
  /** Plans an error for the next attach or command, or sends one at once (see `on`). Throws for a code that is no whole number. */
  error(code: number, options?: ScriptedError): void

  /** Breaks the line and keeps it down until `restoreLine()`. The page is told, as when a socket closes. */
  dropLine(): void
  /** Nothing passes, no dial is answered, and neither end is told, until `restoreLine()`. */
  goSilent(): void
  /** Ends `dropLine()` and `goSilent()`. What was held arrives, if the page still keeps that line. */
  restoreLine(): void
  /** Delivers a frame that is no event. @default text that is no JSON */
  garbage(frame?: unknown): void
  /** Holds the next `count` events and delivers them together, in reverse. */
  reorder(count: number): void

  /**
   * Resolves when every attach that has arrived is answered and the page knows. With a fake clock, wait for this after each step
   * of time in which the page may dial, if a hook or a store of yours takes real time.
   */
  settled(): Promise<void>
}

const wholeNumber = guards.numberThat('a whole number', Number.isSafeInteger)
const errorGuards = {
  on: guards.oneOf('attach', 'command', 'unprompted'),
  description: guards.optional(guards.string),
}

export interface FarSideParts {
  readonly backend: ChatBackend
  readonly faults: Faults
  readonly errors: PlannedErrors
  readonly settled: () => Promise<void>
}

export function createFarScript({ backend, faults, errors, settled }: FarSideParts): FarScript {
  const agents = new WeakMap<BackendSession, Agent>()
  const newest = () => backend.sessions().at(-1)
  const session = () => {
    const found = newest()
    if (!found) throw new Error('unable to act: no session has been started, or it has expired')
    return found
  }
  const join = async (profile: AgentProfile = { name: 'Grace' }) => {
    const joined = session()
    const agent = joined.join(profile)
    agents.set(joined, agent)
    await agent.joined()
    return agent
  }
  const agent = async () => agents.get(session()) ?? join()
  const requireLine = (act: string) => {
    if (faults.openLines === 0) throw new Error(`unable to ${act}: no line is open`)
  }

  return {
    get session() {
      return session()
    },
    async waitForSession() {
      const started = newest()
      if (started) return started
      return new Promise((resolve) => {
        const stop = backend.onSession((shown) => {
          stop()
          resolve(shown)
        })
      })
    },
    join,
    say: async (text) => (await agent()).say(text),
    send: async (content) => (await agent()).send(content),
    type: async (isTyping = true) => (await agent()).typing(isTyping),
    async leave(reason) {
      const leaving = agents.get(session())
      if (!leaving) throw new Error('unable to leave: no agent has joined the session')
      agents.delete(session())
      return leaving.leave(reason)
    },
    endSession: async (reason) => session().end(reason),
    async expireSession() {
      await backend.expire(session().id)
    },
    error(code, { on = usualTarget(code), description } = {}) {
      checkArgument('far.error code', code, wholeNumber)
      checkOptions('far.error', { on, description }, errorGuards)
      const error = { code, ...(description !== undefined && { description }) }
      if (on === 'attach') errors.forAttach(error)
      else if (on === 'command') errors.forCommand(error)
      else session().error(code, description ?? describeCode(code))
    },
    dropLine() {
      faults.set({ refuse: true })
      faults.cut()
    },
    goSilent: () => faults.set({ blackHole: true }),
    restoreLine() {
      faults.set({ refuse: false, blackHole: false })
      faults.resume()
    },
    garbage(frame = '<html><body>502 Bad Gateway</body></html>') {
      requireLine('deliver garbage')
      faults.inject(frame)
    },
    reorder(count) {
      requireLine('reorder events')
      faults.reverse(count)
    },
    settled,
  }
}

/** 50 and the codes of the chat server refuse attaches; as the answer to a command they end the line (T11). */
function usualTarget(code: number): ErrorTarget {
  if (code === 50 || (code >= 100 && code < 150)) return 'attach'
  return code < 100 ? 'command' : 'unprompted'
}
