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
  /**
   * Resolves with what the application's own log-in gives the page of this user, to be sent as `auth`. A page without it is let in as
   * nobody known; one with anything else is refused with 101.
   */
  token?(user: TokenRequest): Promise<unknown>
}

/** Whom the log-in has let in, and for how long. */
export interface TokenRequest {
  /** What the application knows the user by. */
  readonly user: string
  /** What the chat is to call them. */
  readonly name: string
  /** How long from now the credentials are good, in milliseconds. @default for longer than a run takes */
  readonly expiresInMs?: number
}

export const controlVerbs = ['say', 'end', 'expire', 'outage', 'restart', 'token'] as const
/** What a server’s control can be told to do, by name. */
export type ControlVerb = (typeof controlVerbs)[number]
