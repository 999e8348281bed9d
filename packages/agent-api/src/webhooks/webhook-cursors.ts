/** How far an endpoint has been told of a session. */
export interface WebhookPlace {
  /** The endpoint's name. */
  readonly endpoint: string
  readonly sessionId: string
  /** The index of the last event that needs no delivery any more. */
  readonly after: number
}

/** Where places are kept, so that a server that starts again goes on where it was. Called once for each delivery. */
export interface WebhookCursors {
  /** How far each endpoint has come, in each session. */
  list(): Promise<readonly WebhookPlace[]>
  /** In place of what was kept of the same endpoint and session. */
  save(place: WebhookPlace): Promise<void>
  /** Forgets how far an endpoint has come in a session. */
  remove(endpoint: string, sessionId: string): Promise<void>
  /**
   * The place that is kept, whichever server has saved it. For several servers on one store: each tells of the sessions whose visitors are
   * there, and goes on where the one before was. Called when a visitor comes.
   * @default what `list` has had at the start
   */
  find?(endpoint: string, sessionId: string): Promise<number | undefined>
}

/** Places that are lost with the process. */
export const noCursors: WebhookCursors = {
  list: async () => [],
  save: async () => undefined,
  remove: async () => undefined,
}
