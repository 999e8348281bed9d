import type { Agent, AgentProfile, BackendSession, ChatBackend } from '@chat-transport/backend'
import type { EventMessage, EventParticipantLeft, EventSessionEnded } from '@chat-transport/core'
import type { Faults } from '../faults/create-faults.ts'
import { describeCode, type PlannedErrors } from './planned-errors.ts'

/** What an error befalls: the next attach, the next command that becomes a transcript event, or nothing (it is only told). */
export type ErrorTarget = 'attach' | 'command' | 'notice'

export interface ScriptedError {
  /** @default 'attach' for 50 and 100–149, 'command' for the other codes below 100, else 'notice' */
  readonly on?: ErrorTarget
  /** @default what the back end says of the code's real cause, where there is one; else the words of the error reference */
  readonly description?: string
}

/**
 * The far side of a chat, as a script tells it. What it does goes through the real back end and over the real line, so a page
 * cannot tell it from a server. Verbs act in the newest session; those that need a session or a line throw where there is none.
 */
export interface FarScript {
  /** The newest session that the back end knows, as agents see it: `session.transcript()` is what the server has. */
  readonly session: BackendSession
  /** Resolves with the newest session: at once, or when a visitor has started one. */
  waitForSession(): Promise<BackendSession>

  /** Someone takes part, and is the one who speaks from now on. Resolves when the transcript has it. @default an agent called Grace */
  join(profile?: AgentProfile): Promise<Agent>
  /** The agent says something; joins first if nobody has. Resolves when the transcript has it, and an open line has brought it. */
  say(text: string): Promise<EventMessage>
  /** The agent types, or stops typing; joins first if nobody has. */
  type(isTyping?: boolean): Promise<void>
  /** The agent leaves. */
  leave(reason?: string): Promise<EventParticipantLeft>
  /** The server ends the session. */
  endSession(reason?: string): Promise<EventSessionEnded>
  /** The server forgets the session, as if nobody had been attached for too long. The page hears of it when it attaches again. */
  expireSession(): Promise<void>
  /** An error of the server: it befalls what comes next, or is told at once (`on`). Throws a `TypeError` for what is no code. */
  error(code: number, options?: ScriptedError): void

  /** The line breaks and stays down, until `restoreLine()`. The page is told, as by a socket that closes. */
  dropLine(): void
  /** The network swallows everything, dials too, and tells nobody, until `restoreLine()`. */
  goSilent(): void
  /** Ends `dropLine()` and `goSilent()`. What was swallowed arrives, where the page still keeps that line. */
  restoreLine(): void
  /** The line brings something that is no event. @default text that is no JSON */
  garbage(frame?: unknown): void
  /** The next `count` events arrive together, in reverse, once the last of them is there. */
  reorder(count: number): void

  /**
   * Resolves when every attach that has arrived is answered, and the page knows. To check a secret takes real time, also on a
   * fake clock: after letting time pass in which the page dials, wait for this.
   */
  settled(): Promise<void>
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
      if (!Number.isSafeInteger(code)) throw new TypeError(`error code: expected a whole number, got ${String(code)}`)
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

/** 50 and what lies in the range of the chat server refuse attaches; to a command they would be no answer (T8). */
function usualTarget(code: number): ErrorTarget {
  if (code === 50 || (code >= 100 && code < 150)) return 'attach'
  return code < 100 ? 'command' : 'notice'
}
