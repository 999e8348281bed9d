/** What only the server's own side can do, as its test set-up offers it. The first three are needed, the others are welcome. */
export interface ServerControl {
  /** An agent says something, and joins first if needed. Resolves with the index of the message, if the server knows it. */
  say(sessionId: string, text: string): Promise<unknown>
  /** The server ends the session: `EventSessionEnded` is its last event. */
  end(sessionId: string): Promise<unknown>
  /** Forgets the session, as after `timeoutMs` with nobody attached. */
  expire(sessionId: string): Promise<unknown>
  /** `true`: from now on the server cannot reach the store of its sessions. `false`: it can again. */
  outage?(isOut: boolean): Promise<unknown>
  /** Shuts the server down as at a release, and starts it again at the same address. Resolves when it is up again. */
  restart?(): Promise<unknown>
}

export const controlVerbs = ['say', 'end', 'expire', 'outage', 'restart'] as const
export type ControlVerb = (typeof controlVerbs)[number]
